// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

/**
 * How fast the store takes events of 500 bytes that nobody waits for, the sealing of its segments included, beside a bare
 * file that is synced once for each group.
 */
public final class Acceptance {

    private static final int EVENTS = 500_000;

    private Acceptance() {}

    /** Prints a table. */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(args);
        int events = options.size(EVENTS);
        try (Side store = Side.start(Side.AGENT, FrontSide.class, "store");
                Side journal = Side.start(Side.AGENT, FrontSide.class, "journal")) {
            System.out.println(Machine.line());
            Pairs<Double> pairs = Pairs.interleaved(
                    options.pairs(), () -> store.turn("stream", events), () -> journal.turn("stream", events));
            System.out.println(Pairs.head(events + " events of 500 bytes", "store", "journal"));
            System.out.println(pairs.line("accepted", "/s", rate -> rate));
            System.out.println(Machine.line());
            if (options.profile()) {
                Profile.print(store.pid(), () -> store.turn("stream", events));
            }
        }
    }
}
