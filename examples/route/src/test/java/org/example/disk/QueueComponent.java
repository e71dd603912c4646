// SPDX-License-Identifier: Apache-2.0
package org.example.disk;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** Stands in for Tocsin's component in a test without Tocsin: keeps what it gets, or refuses it. */
final class QueueComponent extends DefaultComponent {

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Map<String, Object> parameters = new ConcurrentHashMap<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean refusing;

    List<String> events() {
        return events;
    }

    Map<String, Object> parameters() {
        return parameters;
    }

    int refusals() {
        return refusals.get();
    }

    void refuse(boolean on) {
        refusing = on;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> given) {
        parameters.putAll(given);
        given.clear();
        return new DefaultEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                return new DefaultProducer(this) {
                    @Override
                    public void process(Exchange exchange) {
                        accept(exchange.getMessage().getBody(String.class));
                    }
                };
            }

            @Override
            public Consumer createConsumer(Processor processor) {
                throw new UnsupportedOperationException("only for to(...)");
            }
        };
    }

    private void accept(String event) {
        if (refusing) {
            refusals.incrementAndGet();
            throw new IllegalStateException("refused");
        }
        events.add(event);
    }
}
