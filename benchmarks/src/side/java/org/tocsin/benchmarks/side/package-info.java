// SPDX-License-Identifier: Apache-2.0
/** What runs in a process of its own, beside the benchmark that drives it. */
@NullMarked
package org.tocsin.benchmarks.side;

import org.jspecify.annotations.NullMarked;
