// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.util.concurrent.CompletionStage;
import org.tocsin.api.Event;
import org.tocsin.api.store.Appended;

/** What a store and a bare journal have in common. */
interface Front extends AutoCloseable {

    /** How many may be on their way at a time: below what the store takes before it refuses. */
    int WINDOW = 16_384;

    /** Completes when the event is durable, in the order of commits, after the listener has heard of it. */
    CompletionStage<Appended> append(Event event);
}
