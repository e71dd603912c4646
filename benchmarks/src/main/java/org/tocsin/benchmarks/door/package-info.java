// SPDX-License-Identifier: Apache-2.0
/** A plugin that only benchmarks deploy. */
@NullMarked
package org.tocsin.benchmarks.door;

import org.jspecify.annotations.NullMarked;
