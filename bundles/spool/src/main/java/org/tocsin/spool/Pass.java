// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventQueue;
import org.tocsin.api.QueueRefusedException;

/**
 * What a look at an inbox is given.
 *
 * @param goesOn is asked before each file; when it says no, the pass ends and the files stay
 * @param stop is completed when the agent stops: then an answer of the queue is no longer waited for
 * @param stopped what ended the taking in of an inbox before this one; nothing of this one may overtake
 * @param channels those of which files are left in inboxes before this one because nobody reads them
 */
record Pass(
        EventQueue queue,
        BooleanSupplier goesOn,
        CompletableFuture<Void> stop,
        @Nullable QueueRefusedException stopped,
        Set<String> channels) {

    /** For the inbox after one of which this was the result. */
    Pass after(TakeIn.Result result) {
        return new Pass(queue, goesOn, stop, result.stopped(), result.channels());
    }
}
