// SPDX-License-Identifier: Apache-2.0
package org.tocsin.heartbeat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.LaneStatus;
import org.tocsin.channel.http.Bounds;
import org.tocsin.channel.http.HttpSender;
import org.tocsin.channel.http.Outbound;

/** Looks every few seconds whether a heartbeat is due, and sends it by connections of its own. */
final class HeartbeatRoutes extends RouteBuilder {

    private static final String PLUGIN = "heartbeat";
    private static final Bounds BOUNDS =
            new Bounds(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(30), 1);

    private final String from;
    private final Settings settings;
    private final Outbound outbound;
    private final Report report;
    private final Supplier<List<LaneStatus>> lanes;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Consumer<String> told;
    private final Bounds bounds;
    private @Nullable HttpSender sender;

    HeartbeatRoutes(
            Settings settings,
            Outbound outbound,
            Report report,
            Supplier<List<LaneStatus>> lanes,
            Consumer<String> told) {
        this(
                "timer:heartbeat?period=5000",
                settings,
                outbound,
                report,
                lanes,
                Clock.systemUTC(),
                System::nanoTime,
                told,
                BOUNDS);
    }

    HeartbeatRoutes(
            String from,
            Settings settings,
            Outbound outbound,
            Report report,
            Supplier<List<LaneStatus>> lanes,
            Clock clock,
            LongSupplier nanoTime,
            Consumer<String> told,
            Bounds bounds) {
        this.from = from;
        this.settings = settings;
        this.outbound = outbound;
        this.report = report;
        this.lanes = lanes;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.told = told;
        this.bounds = bounds;
    }

    @Override
    public void configure() throws Exception {
        HttpSender http = new HttpSender(PLUGIN, report.version(), bounds, outbound);
        sender = http;
        Schedule schedule = new Schedule(settings.interval(), nanoTime.getAsLong());
        from(from)
                .routeId("heartbeat.send")
                .errorHandler(noErrorHandler())
                .process(new Pulse(
                        http.endpoint(getContext(), settings.address()),
                        report,
                        lanes,
                        schedule,
                        clock,
                        nanoTime,
                        told));
    }

    /** Closes what {@link #configure} opened. */
    void close() throws InterruptedException {
        HttpSender opened = sender;
        if (opened != null) {
            opened.close();
        }
    }
}
