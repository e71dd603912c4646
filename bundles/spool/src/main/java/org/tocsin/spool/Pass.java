// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.tocsin.api.EventQueue;

/**
 * What a look at an inbox is given.
 *
 * @param goesOn is asked before each file; when it says no, the pass ends and the files stay
 * @param stop is completed when the agent stops: then an answer of the queue is no longer waited for
 */
record Pass(EventQueue queue, BooleanSupplier goesOn, CompletableFuture<Void> stop) {}
