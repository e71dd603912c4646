// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Service;
import org.tocsin.api.Backoff;
import org.tocsin.api.Body;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Outcome;
import org.tocsin.api.TocsinProperties;

/**
 * The one step of a channel's route: finds the target that the lane's key names, reads the event, has the attempt made,
 * and leaves the outcome in its place. An event without a target waits: its file may be written, or corrected, any time.
 *
 * @param <S> what a target's file says
 */
public final class TargetDelivery<S extends Destination> implements Processor, Service {

    /** Until somebody writes a file: not long, so that it is seen soon. */
    private static final Backoff UNTIL_THERE = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), true);

    private final TargetBoard<S> board;
    private final Waits waits;
    private final Attempt<S> attempt;

    /**
     * How a channel delivers.
     *
     * @param <S> what a target's file says
     */
    public interface Attempt<S> extends Service {
        /**
         * Makes one attempt. May use the exchange for it.
         *
         * @throws InvalidEventException when the event can never be sent like this
         */
        Outcome make(S target, Notice notice, Occasion occasion, Exchange exchange)
                throws InvalidEventException, InterruptedException;
    }

    /** Of one channel. */
    public TargetDelivery(TargetBoard<S> board, Waits waits, Attempt<S> attempt) {
        this.board = board;
        this.waits = waits;
        this.attempt = attempt;
    }

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException, InterruptedException {
        Occasion occasion = Occasion.of(exchange);
        Outcome outcome = seenOutcome(exchange, occasion);
        boolean throttled =
                outcome instanceof Outcome.RetryLater later && later.backoff().equals(waits.throttle());
        board.attempted(occasion.target(), outcome, throttled);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(outcome);
    }

    /** What goes wrong here is to be seen in the status, too; what it means to the lane, the engine says. */
    private Outcome seenOutcome(Exchange exchange, Occasion occasion)
            throws InvalidPayloadException, InterruptedException {
        try {
            return outcome(exchange, occasion);
        } catch (RuntimeException e) {
            String reason = OneLine.of(e.toString());
            board.attempted(occasion.target(), new Outcome.RetryLater(reason, waits.outage(), null), false);
            throw e;
        }
    }

    private Outcome outcome(Exchange exchange, Occasion occasion) throws InvalidPayloadException, InterruptedException {
        Target<S> target = board.find(occasion.target());
        if (target == null) {
            return untilThere("no target is called '" + occasion.target() + "', write etc/" + board.targetPid() + '-'
                    + occasion.target() + ".cfg");
        }
        S settings = target.settings();
        if (settings == null) {
            return untilThere(String.valueOf(target.problem()));
        }
        try {
            Notice notice = Notice.of(
                    Body.of(exchange.getMessage().getMandatoryBody(byte[].class)),
                    exchange.getProperty(TocsinProperties.FORMAT, "", String.class));
            return attempt.make(settings, notice, occasion, exchange);
        } catch (InvalidEventException e) {
            return new Outcome.Rejected(String.valueOf(e.getMessage()));
        }
    }

    private static Outcome untilThere(String reason) {
        return new Outcome.RetryLater(reason, UNTIL_THERE, null);
    }

    @Override
    public void start() {
        attempt.start();
    }

    @Override
    public void stop() {
        attempt.stop();
    }
}
