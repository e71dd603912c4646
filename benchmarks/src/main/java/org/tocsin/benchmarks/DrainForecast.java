// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.tocsin.sandbox.Sandbox;

/** What the status says about the end of a backlog, beside when it ended. */
final class DrainForecast {

    private static final double SAMPLES = 10;
    private static final double NANOS = 1e9;

    private record Sample(long at, long waiting, Duration shown) {}

    private DrainForecast() {}

    /** Ends the outage, and answers with a table when nothing waits any more. */
    static String watch(RunningAgent agent, Sandbox sandbox, int events) throws Exception {
        List<Sample> samples = new ArrayList<>();
        sandbox.up();
        long start = System.nanoTime();
        long waiting = events;
        double mark = waiting * (1 - 1 / SAMPLES);
        while (waiting > 0) {
            TimeUnit.MILLISECONDS.sleep(50);
            JsonNode lane = Storm.lane(agent);
            waiting = lane.get("waiting").asLong();
            if (waiting <= mark && waiting > 0) {
                JsonNode drain = lane.path("drain");
                samples.add(new Sample(
                        System.nanoTime(),
                        waiting,
                        drain.isTextual() ? Duration.parse(drain.asText()) : Duration.ZERO));
                mark -= events / SAMPLES;
            }
            if (System.nanoTime() - start > TimeUnit.HOURS.toNanos(2)) {
                throw new IOException(waiting + " events still wait after 2 hours");
            }
        }
        return table(samples, start, System.nanoTime());
    }

    private static String table(List<Sample> samples, long start, long end) {
        StringBuilder table = new StringBuilder();
        table.append(String.format(Locale.ROOT, "drained in %.1f s%n", (end - start) / NANOS));
        table.append("| waiting | shown | it took | shown : took |\n|---|---|---|---|");
        for (Sample sample : samples) {
            double took = (end - sample.at) / NANOS;
            double shown = sample.shown.toNanos() / NANOS;
            table.append(String.format(
                    Locale.ROOT, "%n| %,d | %.1f s | %.1f s | %.2f |", sample.waiting, shown, took, shown / took));
        }
        return table.toString();
    }
}
