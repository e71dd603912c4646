// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.util.List;

/** Producers that wait for every answer: the store beside an embedded Artemis, both durable. */
public final class Artemis {

    private static final List<Integer> PRODUCERS = List.of(1, 8, 64);
    private static final int TENTHS = 30;

    private Artemis() {}

    /**
     * Prints a table.
     *
     * @param args {@code --size} is the length of a turn in tenths of a second; the class path of the other side is in the
     *     property {@code artemis}
     */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(args);
        double seconds = options.size(TENTHS) / 10.0;
        // Artemis gets more than the agent: the compiler that a server has by default, and four times the heap
        List<String> server = List.of("-XX:+UseSerialGC", "-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
        try (Side store = Side.start(Side.AGENT, FrontSide.class, "store");
                Side artemis = Side.start(
                        server, System.getProperty("artemis"), "org.tocsin.benchmarks.artemis.ArtemisSide")) {
            System.out.println(Machine.line());
            System.out.println(Pairs.head("blocking producers, messages of 500 bytes", "store", "Artemis"));
            for (int producers : PRODUCERS) {
                Pairs<Double> pairs = Pairs.interleaved(
                        options.pairs(),
                        () -> store.turn("blocking", producers, seconds),
                        () -> artemis.turn(producers, seconds));
                System.out.println(pairs.line(producers + "", "/s", rate -> rate));
            }
            System.out.println(Machine.line());
            if (options.profile()) {
                Profile.print(store.pid(), () -> store.turn("blocking", 64, seconds));
            }
        }
    }
}
