// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.tocsin.benchmarks.side.Texts;

/**
 * What a long backlog costs: an agent with 1,000,000 waiting events beside one with 10,000. Its heap, its first delivery
 * after a restart, and what an event costs to accept and to deliver while so many wait.
 */
public final class Million {

    /** So that what the sink holds in its hands is neither given up nor tried again while lanes are filled. */
    static final Map<String, String> PATIENT = Map.of(
            "TOCSIN_PAGERDUTY_DEADLINE", "PT50M",
            "TOCSIN_QUEUE_DEADLINE", "PT1H",
            "TOCSIN_QUEUE_DERBY_MAXBYTES", Long.toString(8L << 30));

    private static final int LANES = 100;
    private static final int MANY = 1_000_000;
    private static final int FEW = 10_000;
    private static final int CONNECTIONS = 64;
    private static final double MIB = 1 << 20;
    private static final double NANOS = 1e9;

    private final Texts texts = Texts.of(LANES, "lane");

    private record Cost(double accepted, double acceptedProcessor, double delivered, double deliveredProcessor) {}

    private Million() {}

    /** Prints a table; {@code --size} is how many wait. */
    public static void main(String[] args) throws Exception {
        new Million().run(Options.of(args));
    }

    private void run(Options options) throws Exception {
        int many = options.size(MANY);
        int few = Math.max(LANES, Math.min(FEW, many / 10));
        try (Sink manySink = Sink.closed();
                Sink fewSink = Sink.closed();
                RunningAgent manyAgent = RunningAgent.start(options.home(), manySink.url(), PATIENT);
                RunningAgent fewAgent = RunningAgent.start(options.home(), fewSink.url(), PATIENT)) {
            System.out.println(Machine.line());
            accept(fewAgent, few);
            System.out.printf(Locale.ROOT, "%,d accepted in %.1f s%n", many, accept(manyAgent, many) / 1e6 * many);
            memory("filled", manyAgent, manySink);
            restart("stop and start", manyAgent, manySink, manyAgent::stop);
            restart("kill -9 and start", manyAgent, manySink, manyAgent::kill);
            memory("restarted", manyAgent, manySink);
            restart("the other, stop and start", fewAgent, fewSink, fewAgent::stop);
            Pairs<Cost> pairs = Pairs.interleaved(
                    options.pairs(), () -> turn(manyAgent, manySink, few), () -> turn(fewAgent, fewSink, few));
            System.out.println(Pairs.head(
                    "cost of an event of " + few, String.format(Locale.ROOT, "%,d wait", many), few + " wait"));
            System.out.println(pairs.line("accepted, time", "µs", Cost::accepted));
            System.out.println(pairs.line("accepted, processor", "µs", Cost::acceptedProcessor));
            System.out.println(pairs.line("delivered, time", "µs", Cost::delivered));
            System.out.println(pairs.line("delivered, processor", "µs", Cost::deliveredProcessor));
            memory("after the turns", manyAgent, manySink);
            System.out.println(Machine.line());
            if (options.profile()) {
                Profile.print(manyAgent.pid(), () -> turn(manyAgent, manySink, few));
            }
        }
    }

    private Cost turn(RunningAgent agent, Sink sink, int events) throws Exception {
        double before = agent.processor();
        double accepted = accept(agent, events);
        double between = agent.processor();
        long start = System.nanoTime();
        double delivered = (sink.allow(events).get() - start) / 1e3 / events;
        double after = agent.processor();
        return new Cost(accepted, (between - before) * 1e6 / events, delivered, (after - between) * 1e6 / events);
    }

    /** Microseconds an event. */
    private double accept(RunningAgent agent, int events) throws Exception {
        return HttpLoad.post(agent.send(), agent.token(), CONNECTIONS, 0, events, texts::text) * 1e6 / events;
    }

    /** Something that may fail. */
    private interface Step {
        void run() throws Exception;
    }

    private static void restart(String how, RunningAgent agent, Sink sink, Step end) throws Exception {
        sink.awaitMet(1).get();
        end.run();
        long before = sink.met();
        CompletableFuture<Long> first = sink.awaitMet(before + 1);
        long start = System.nanoTime();
        agent.start();
        System.out.printf(
                Locale.ROOT,
                "%s: first delivery %.1f s after the launcher was called, which returned after %.1f s%n",
                how,
                (first.get() - start) / NANOS,
                (System.nanoTime() - start) / NANOS);
        sink.awaitMet(before + LANES).get();
    }

    private static void memory(String when, RunningAgent agent, Sink sink) throws Exception {
        sink.awaitMet(1).get();
        System.out.printf(
                Locale.ROOT,
                "%s: heap after a full collection %.1f MiB, resident %.0f MiB%n",
                when,
                Machine.heap(agent.pid()) / MIB,
                Machine.residentKiB(agent.pid()) / 1024.0);
    }
}
