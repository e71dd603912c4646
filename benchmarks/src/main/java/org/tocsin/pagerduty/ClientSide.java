// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.tocsin.benchmarks.Defaults;
import org.tocsin.benchmarks.side.Texts;
import org.tocsin.benchmarks.side.Turns;
import org.tocsin.channel.http.HttpSender;

/**
 * The HTTP client of this plugin, with its settings, without a queue: {@code N T} posts N events from T threads. Answers with
 * events in a second.
 */
public final class ClientSide {

    private static final ContentType JSON = ContentType.create("application/json");

    private ClientSide() {}

    /** Takes turns; the argument is the base URL. */
    public static void main(String[] args) throws Exception {
        Settings settings = Settings.of(Defaults.of(Config.class, Map.of("url", args[0])));
        try (DefaultCamelContext camel = new DefaultCamelContext();
                HttpSender client = new HttpSender(PagerDutyFormat.CHANNEL, "0.0.0", settings.bounds())) {
            camel.start();
            Endpoint endpoint = client.endpoint(camel, settings.endpoint(Shape.V2));
            Producer producer = endpoint.createProducer();
            producer.start();
            Turns.take(words -> turn(endpoint, producer, words));
        }
    }

    private static double turn(Endpoint endpoint, Producer producer, List<String> words) throws Exception {
        long events = Long.parseLong(words.get(0));
        int inFlight = Integer.parseInt(words.get(1));
        Texts texts = Texts.of(inFlight, "lane");
        AtomicLong next = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(inFlight);
        try {
            long start = System.nanoTime();
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < inFlight; i++) {
                all.add(threads.submit(() -> {
                    for (long n = next.getAndIncrement(); n < events; n = next.getAndIncrement()) {
                        post(endpoint, producer, texts.text(n));
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
            return events * 1e9 / (System.nanoTime() - start);
        } finally {
            threads.shutdown();
        }
    }

    private static void post(Endpoint endpoint, Producer producer, byte[] text) throws Exception {
        Exchange exchange = endpoint.createExchange();
        exchange.getMessage().setBody(new ByteArrayEntity(text, JSON));
        producer.process(exchange);
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        // read, as the plugin reads it
        exchange.getMessage().getMandatoryBody(byte[].class);
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, int.class);
        if (status != 202) {
            throw new IllegalStateException("answered with " + status);
        }
    }
}
