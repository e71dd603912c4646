// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.Sandbox;

/** The alarm that matters, raised at the end of an outage behind everything that waits. */
final class LateAlarm {

    private static final String DEDUP_KEY = "the alarm";
    private static final double NANOS = 1e9;

    private LateAlarm() {}

    /** Ends the outage, raises the alarm, and says how it went when the alarm has arrived. */
    static String raise(RunningAgent agent, Sandbox sandbox) throws Exception {
        CompletableFuture<Long> arrival = new CompletableFuture<>();
        sandbox.watch(received -> {
            if (received.accepted() && DEDUP_KEY.equals(received.dedupKey())) {
                arrival.complete(System.nanoTime());
            }
        });
        sandbox.up();
        long start = System.nanoTime();
        HttpLoad.post(agent.send(), agent.token(), 1, 0, 1, number -> Incidents.trigger(DEDUP_KEY));
        double seconds = (arrival.get(20, TimeUnit.MINUTES) - start) / NANOS;
        List<Received> accepted = sandbox.accepted();
        return String.format(
                Locale.ROOT,
                "the alarm arrived %.1f s after the outage's end, as event %d, behind %d incidents that are open;"
                        + " %d requests in all",
                seconds,
                accepted.size(),
                accepted.stream().filter(LateAlarm::isOpen).count(),
                sandbox.received().size());
    }

    private static boolean isOpen(Received received) {
        String key = received.dedupKey();
        return key != null && key.startsWith(Incidents.OPEN);
    }
}
