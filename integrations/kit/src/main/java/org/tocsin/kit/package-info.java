// SPDX-License-Identifier: Apache-2.0
/**
 * What adapters write alike. Each carries what it uses of this within itself, so that it stands on the API and Camel alone and
 * has a version of its own.
 */
@NullMarked
package org.tocsin.kit;

import org.jspecify.annotations.NullMarked;
