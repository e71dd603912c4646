// SPDX-License-Identifier: Apache-2.0
/** Speed, shown as ratios of pairs that ran interleaved in one run; never a part of the tests. */
@NullMarked
package org.tocsin.benchmarks;

import org.jspecify.annotations.NullMarked;
