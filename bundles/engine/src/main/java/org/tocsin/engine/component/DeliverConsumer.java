// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Backoff;
import org.tocsin.api.Delivery;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Event;
import org.tocsin.api.Outcome;
import org.tocsin.api.TocsinProperties;

/** The delivery channel that a route is: offered while the route runs, withdrawn before it stops. */
final class DeliverConsumer extends DefaultConsumer implements DeliveryChannel, Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(DeliverConsumer.class);

    /** For a route that failed instead of saying how long to wait. */
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), true);

    private final Doors doors;
    private final String channel;
    private final LaneIds ids = new LaneIds();
    private Doors.@Nullable Lease offer;

    DeliverConsumer(InboundEndpoint endpoint, Processor processor, Doors doors, String channel) {
        super(endpoint, processor);
        this.doors = doors;
        this.channel = channel;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        offer = doors.offer(this);
    }

    /** The first step of a graceful stop: attempts under way end, new ones are not asked for. */
    @Override
    protected void doSuspend() {
        withdraw();
    }

    @Override
    protected void doResume() {
        offer = doors.offer(this);
    }

    @Override
    protected void doStop() throws Exception {
        withdraw();
        super.doStop();
    }

    private void withdraw() {
        if (offer != null) {
            offer.close();
            offer = null;
        }
    }

    @Override
    public String channel() {
        return channel;
    }

    @Override
    public CompletionStage<Outcome> deliver(Delivery delivery) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        if (!isRunAllowed()) {
            outcome.complete(later("the route of channel " + channel + " is being stopped"));
            return outcome;
        }
        ClassLoader before = Loaders.enter(getEndpoint().getCamelContext());
        try {
            Exchange exchange = exchangeOf(delivery);
            getAsyncProcessor().process(exchange, doneSync -> {
                outcome.complete(outcomeOf(exchange, delivery));
                releaseExchange(exchange, false);
            });
        } catch (RuntimeException e) {
            outcome.complete(failed(e, delivery));
        } finally {
            Loaders.leave(before);
        }
        return outcome;
    }

    private Exchange exchangeOf(Delivery delivery) {
        Event event = delivery.event();
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(event.body().toBytes());
        exchange.setProperty(TocsinProperties.FORMAT, event.format());
        exchange.setProperty(TocsinProperties.KEY, event.lane().key());
        exchange.setProperty(TocsinProperties.LANE, ids.id(event.lane()));
        exchange.setProperty(TocsinProperties.ORDER, delivery.order());
        exchange.setProperty(TocsinProperties.EVENT_KEY, delivery.key());
        exchange.setProperty(TocsinProperties.ATTEMPT, delivery.attempt());
        if (event.dedupKey() != null) {
            exchange.setProperty(TocsinProperties.DEDUP_KEY, event.dedupKey());
        }
        return exchange;
    }

    private Outcome outcomeOf(Exchange exchange, Delivery delivery) {
        Throwable problem = exchange.getException();
        if (problem != null) {
            return failed(problem, delivery);
        }
        Object body = exchange.getMessage().getBody();
        if (body instanceof Outcome outcome) {
            return outcome;
        }
        String what = body == null ? "nothing" : body.getClass().getName();
        LOG.warn("TOCSIN-ENGINE-005 route {} answered with {} instead of an Outcome", getRouteId(), what);
        return later("the route of channel " + channel + " answered with " + what + " instead of an Outcome");
    }

    /**
     * An exception's text may quote the request, an address that is a secret, or the key: it is not logged, nor is a
     * trace, which has it. Who looks at the lane finds what may be told of it.
     */
    private Outcome failed(Throwable problem, Delivery delivery) {
        Throwable innermost = ErrorAnswers.innermost(problem);
        LOG.warn(
                "TOCSIN-ENGINE-006 route {} failed on lane {}: {}",
                getRouteId(),
                delivery.event().lane(),
                innermost.getClass().getName());
        if (LOG.isDebugEnabled()) {
            LOG.debug("Route {} failed at {}", getRouteId(), Arrays.toString(innermost.getStackTrace()));
        }
        return later(Quote.of(problem.toString().replace(delivery.event().lane().key(), "…")));
    }

    private static Outcome later(String reason) {
        return new Outcome.RetryLater(reason, BACKOFF, null);
    }
}
