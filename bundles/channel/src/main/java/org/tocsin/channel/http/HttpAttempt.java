// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Outcome;
import org.tocsin.channel.Notice;
import org.tocsin.channel.Occasion;
import org.tocsin.channel.Secrets;
import org.tocsin.channel.TargetDelivery;

/**
 * An attempt of a channel that posts.
 *
 * @param <S> what a target's file says
 */
public final class HttpAttempt<S extends WebDestination> implements TargetDelivery.Attempt<S> {

    /**
     * How the other side wants it, and what it means by its answers.
     *
     * @param <S> what a target's file says
     */
    public interface Dialect<S extends WebDestination> {

        /**
         * What is posted; may wait a moment, until the other side's pace allows it.
         *
         * @throws InvalidEventException when the event can never be sent like this
         */
        HttpMessage message(S target, Notice notice, Occasion occasion)
                throws InvalidEventException, InterruptedException;

        /** What an answer says of it. */
        Ruling ruling(S target, HttpAnswer answer);

        /** A message to this target has been answered, or will not be. */
        default void ended(S target) {}

        /** What besides the address must not be told, should the answer repeat it. */
        default List<String> secrets(S target) {
            return List.of();
        }
    }

    private final Producer producer;
    private final HttpJudge judge;
    private final Dialect<S> dialect;
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * Of one channel.
     *
     * @param anywhere an endpoint of {@link HttpSender#anywhere}
     */
    public HttpAttempt(Endpoint anywhere, HttpJudge judge, Dialect<S> dialect) throws Exception {
        this.producer = anywhere.createProducer();
        this.judge = judge;
        this.dialect = dialect;
    }

    @Override
    public Outcome make(S target, Notice notice, Occasion occasion, Exchange exchange)
            throws InvalidEventException, InterruptedException {
        HttpMessage message = dialect.message(target, notice, occasion);
        String peer = message.address().peer();
        message.into(exchange.getMessage());
        try {
            producer.process(exchange);
            HttpAnswer answer = HttpAnswer.of(exchange.getMessage());
            List<String> secrets = new ArrayList<>(message.address().secrets());
            secrets.addAll(dialect.secrets(target));
            // of what the other side wrote alone: the status is ours to tell
            String said = answer.text(new Secrets(secrets).struckOut(answer.body()));
            return judge.of(peer, answer, said, dialect.ruling(target, answer));
        } catch (Exception e) {
            return judge.of(peer, e);
        } finally {
            dialect.ended(target);
        }
    }

    @Override
    public void start() {
        if (running.compareAndSet(false, true)) {
            producer.start();
        }
    }

    @Override
    public void stop() {
        if (running.compareAndSet(true, false)) {
            producer.stop();
        }
    }
}
