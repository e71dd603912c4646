// SPDX-License-Identifier: Apache-2.0
/** Apache Artemis as the other side of a benchmark, with its own libraries. */
@NullMarked
package org.tocsin.benchmarks.artemis;

import org.jspecify.annotations.NullMarked;
