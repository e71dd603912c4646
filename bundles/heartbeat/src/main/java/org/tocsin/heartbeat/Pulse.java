// SPDX-License-Identifier: Apache-2.0
package org.tocsin.heartbeat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Service;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.LaneStatus;
import org.tocsin.channel.http.HttpAnswer;

/** Sends a heartbeat when one is due. Whatever comes of it, nothing else is touched by it. */
final class Pulse implements Processor, Service {

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    private final Producer producer;
    private final Report report;
    private final Supplier<List<LaneStatus>> lanes;
    private final Schedule schedule;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Consumer<String> told;
    private boolean introduced;

    /** @param told gets one sentence for people each time */
    Pulse(
            Endpoint endpoint,
            Report report,
            Supplier<List<LaneStatus>> lanes,
            Schedule schedule,
            Clock clock,
            LongSupplier nanoTime,
            Consumer<String> told)
            throws Exception {
        producer = endpoint.createProducer();
        this.report = report;
        this.lanes = lanes;
        this.schedule = schedule;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.told = told;
    }

    @Override
    public void process(Exchange exchange) {
        if (!schedule.isDue(nanoTime.getAsLong())) {
            return;
        }
        try {
            String text = report.text(lanes.get(), clock.instant(), !introduced);
            exchange.getMessage().removeHeaders("*");
            exchange.getMessage()
                    .setBody(new ByteArrayEntity(text.getBytes(StandardCharsets.UTF_8), ContentType.APPLICATION_JSON));
            producer.process(exchange);
            judge(HttpAnswer.of(exchange.getMessage()));
        } catch (Exception e) { // whatever a network does
            LOG.debug("a heartbeat came to nothing", e);
            schedule.failed(nanoTime.getAsLong());
            told.accept("the last one at " + clock.instant() + " came to nothing: "
                    + e.getClass().getSimpleName());
        }
    }

    private void judge(HttpAnswer answer) {
        long now = nanoTime.getAsLong();
        int kind = answer.status() / 100;
        if (kind == 2) {
            introduced = true;
            schedule.answered(now, Wanted.of(answer.body()));
        } else if (kind == 5) {
            schedule.failed(now);
        } else {
            schedule.refused(now);
        }
        told.accept("the last one at " + clock.instant() + " was answered with " + answer.status() + ", every "
                + schedule.interval().toSeconds() + " s");
    }

    @Override
    public void start() {
        producer.start();
    }

    @Override
    public void stop() {
        producer.stop();
    }
}
