// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.util.concurrent.CompletableFuture;
import org.tocsin.benchmarks.side.Texts;
import org.tocsin.pagerduty.ClientSide;

/**
 * How fast a backlog leaves: events that wait in 100 lanes, from the moment the other side answers again, beside the HTTP
 * client of the plugin {@code pagerduty} posting the same texts with as many requests under way and no queue.
 */
public final class Drain {

    private static final int LANES = 100;
    private static final int EVENTS = 100_000;
    private static final int CONNECTIONS = 64;

    private final Texts texts = Texts.of(LANES, "lane");
    private long number;

    private Drain() {}

    /** Prints a table. */
    public static void main(String[] args) throws Exception {
        new Drain().run(Options.of(args));
    }

    private void run(Options options) throws Exception {
        int events = options.size(EVENTS);
        try (Sink sink = Sink.closed();
                Sink open = Sink.closed();
                RunningAgent agent = RunningAgent.start(options.home(), sink.url(), Million.PATIENT);
                Side client =
                        Side.start(Side.AGENT, ClientSide.class, open.url().toString())) {
            System.out.println(Machine.line());
            Pairs<Double> pairs = Pairs.interleaved(options.pairs(), () -> drain(agent, sink, events), () -> {
                CompletableFuture<Long> last = open.allow(events);
                double rate = client.turn(events, LANES);
                last.get();
                return rate;
            });
            System.out.println(Pairs.head(events + " events in " + LANES + " lanes", "drained", "client alone"));
            System.out.println(pairs.line("delivered", "/s", rate -> rate));
            System.out.println(Machine.line());
            if (options.profile()) {
                fill(agent, sink, events);
                Profile.print(agent.pid(), () -> sink.allow(events).get());
            }
        }
    }

    private double drain(RunningAgent agent, Sink sink, int events) throws Exception {
        fill(agent, sink, events);
        long start = System.nanoTime();
        return events * 1e9 / (sink.allow(events).get() - start);
    }

    /** Returns when every lane has its backlog, and its head in the hands of the sink. */
    private void fill(RunningAgent agent, Sink sink, int events) throws Exception {
        long before = sink.met();
        HttpLoad.post(agent.send(), agent.token(), CONNECTIONS, number, events, texts::text);
        number += events;
        sink.awaitMet(before + Math.min(LANES, events)).get();
    }
}
