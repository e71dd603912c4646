// SPDX-License-Identifier: Apache-2.0
/** The measured choice of the HTTP server. */
@NullMarked
package org.tocsin.benchmarks.http;

import org.jspecify.annotations.NullMarked;
