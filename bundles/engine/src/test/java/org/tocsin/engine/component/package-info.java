// SPDX-License-Identifier: Apache-2.0
/** The endpoints in a plain Camel context, with a small real house around them. */
@NullMarked
package org.tocsin.engine.component;

import org.jspecify.annotations.NullMarked;
