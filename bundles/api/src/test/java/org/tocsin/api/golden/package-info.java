// SPDX-License-Identifier: Apache-2.0
/** Golden files for adapters: an input, and exactly what has to become of it. */
@NullMarked
package org.tocsin.api.golden;

import org.jspecify.annotations.NullMarked;
