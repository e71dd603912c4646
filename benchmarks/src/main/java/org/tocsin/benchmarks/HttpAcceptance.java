// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.tocsin.benchmarks.door.AnswerRoutes;
import org.tocsin.benchmarks.side.Texts;

/**
 * What the store costs an HTTP request: 64 keep-alive connections post to {@code /send}, and to a route of the same agent
 * that answers at once. Nothing is delivered meanwhile.
 */
public final class HttpAcceptance {

    private static final int CONNECTIONS = 64;
    private static final int EVENTS = 100_000;

    private final Texts texts = Texts.of(CONNECTIONS, "lane");
    private long number;

    private HttpAcceptance() {}

    /** Prints a table. */
    public static void main(String[] args) throws Exception {
        new HttpAcceptance().run(Options.of(args));
    }

    private void run(Options options) throws Exception {
        int events = options.size(EVENTS);
        try (Sink sink = Sink.closed();
                RunningAgent agent = RunningAgent.start(options.home(), sink.url(), Million.PATIENT)) {
            AnswerPlugin.deploy(agent.deploy());
            URI answer = agent.url().resolve(AnswerRoutes.PATH);
            awaitRoute(answer, agent.token());
            System.out.println(Machine.line());
            Pairs<Double> pairs = Pairs.interleaved(
                    options.pairs(), () -> turn(agent, agent.send(), events), () -> turn(agent, answer, events));
            System.out.println(
                    Pairs.head(events + " posts on " + CONNECTIONS + " connections", "stored", "answered at once"));
            System.out.println(pairs.line("accepted", "/s", rate -> rate));
            System.out.println(Machine.line());
            if (options.profile()) {
                Profile.print(agent.pid(), () -> turn(agent, agent.send(), events));
            }
        }
    }

    private double turn(RunningAgent agent, URI target, int events) throws IOException {
        long from = number;
        number += events;
        return events / HttpLoad.post(target, agent.token(), CONNECTIONS, from, events, texts::text);
    }

    private void awaitRoute(URI target, String token) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            try {
                HttpLoad.post(target, token, 1, 0, 1, texts::text);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }
}
