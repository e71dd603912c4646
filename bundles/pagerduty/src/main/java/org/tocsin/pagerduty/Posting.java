// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.util.EnumMap;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Service;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.tocsin.api.Outcome;
import org.tocsin.api.TocsinProperties;
import org.tocsin.channel.http.HttpAnswer;

/**
 * Makes an attempt: has the body posted by the Camel endpoint of its format, and leaves the outcome in its place. All in
 * one step of the route, since each further one would be paid for with every event of a backlog.
 */
final class Posting implements Processor, Service {

    private static final ContentType JSON = ContentType.create("application/json");

    // a body of a format that this version does not know: a dead letter keeps it until one does
    private static final Outcome UNKNOWN = new Outcome.Rejected("format: is not known, use v1, v2 or change");

    private final Map<Shape, Producer> producers = new EnumMap<>(Shape.class);
    private final AnswerClassifier classifier;
    private final PagerDutyHealth health;
    private final PagerDutyMeters meters;

    Posting(AnswerClassifier classifier, PagerDutyHealth health, PagerDutyMeters meters) {
        this.classifier = classifier;
        this.health = health;
        this.meters = meters;
    }

    /** Events of this shape go to that endpoint. */
    void add(Shape shape, Endpoint endpoint) throws Exception {
        producers.put(shape, endpoint.createProducer());
    }

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        Shape shape = Shape.find(exchange.getProperty(TocsinProperties.FORMAT, String.class));
        Producer producer = shape == null ? null : producers.get(shape);
        Outcome outcome = shape == null || producer == null ? UNKNOWN : attempt(exchange, shape, producer);
        health.attempted(outcome);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(outcome);
    }

    private Outcome attempt(Exchange exchange, Shape shape, Producer producer) throws InvalidPayloadException {
        prepare(exchange.getMessage());
        long begin = System.nanoTime();
        try {
            producer.process(exchange);
            HttpAnswer answer = HttpAnswer.of(exchange.getMessage());
            meters.answered(answer.status(), System.nanoTime() - begin);
            return classifier.of(shape, answer, key(exchange));
        } catch (Exception e) {
            meters.failed(e, System.nanoTime() - begin);
            return classifier.of(e);
        }
    }

    /** Nothing but the body and its type leaves; what an exchange carries besides stays here. */
    private static void prepare(Message message) throws InvalidPayloadException {
        message.removeHeaders("*");
        message.setBody(new ByteArrayEntity(message.getMandatoryBody(byte[].class), JSON));
    }

    private static String key(Exchange exchange) {
        return exchange.getProperty(TocsinProperties.KEY, "", String.class);
    }

    @Override
    public void start() {
        producers.values().forEach(Producer::start);
    }

    @Override
    public void stop() {
        producers.values().forEach(Producer::stop);
    }
}
