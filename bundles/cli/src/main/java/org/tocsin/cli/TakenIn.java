// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a tool's input.
 *
 * @param events those that were made of it and are durable, in their order
 * @param problems what no event could be made of
 * @param waits why it is kept as it is and translated later, for a person; null when it was translated
 */
public record TakenIn(
        List<Submitted> events,
        List<String> problems,
        @Nullable String waits) {
    /** Keeps copies. */
    public TakenIn {
        events = List.copyOf(events);
        problems = List.copyOf(problems);
    }

    /**
     * An input that waits.
     *
     * @param input the proof that it is kept
     * @param why for a person; empty when the sender has been told already
     */
    public static TakenIn waiting(Submitted input, String why) {
        return new TakenIn(List.of(input), List.of(), why);
    }
}
