// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Adapter;
import org.tocsin.api.AdapterFailedException;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.TocsinProperties;
import org.tocsin.api.Translation;

/** The adapter that a route is: offered while the route runs, withdrawn before it stops. */
final class AdapterConsumer extends DefaultConsumer implements Adapter, Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(AdapterConsumer.class);

    /** Causes may go round in a circle. */
    private static final int MAX_CAUSES = 20;

    /** So many inputs at a time: it works on threads of the doors, and if it hangs, others still need some. */
    private static final int MAX_INPUTS = 4;

    private final Semaphore free = new Semaphore(MAX_INPUTS);
    private final Doors doors;
    private final AdapterOptions options;
    private final Drafts drafts;
    private Doors.@Nullable Lease offer;

    AdapterConsumer(InboundEndpoint endpoint, Processor processor, Doors doors, AdapterOptions options) {
        super(endpoint, processor);
        this.doors = doors;
        this.options = options;
        this.drafts = new Drafts(doors, options);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        offer();
    }

    /** The first step of a graceful stop: what is being translated ends, nothing new is handed in. */
    @Override
    protected void doSuspend() {
        withdraw();
    }

    @Override
    protected void doResume() {
        offer();
    }

    @Override
    protected void doStop() throws Exception {
        withdraw();
        super.doStop();
    }

    private void offer() {
        offer = doors.offer(this, getRouteId());
    }

    private void withdraw() {
        if (offer != null) {
            offer.close();
            offer = null;
        }
    }

    @Override
    public String name() {
        return options.name();
    }

    @Override
    public Translation translate(AdapterInput input) throws InvalidEventException, AdapterFailedException {
        if (!isRunAllowed()) {
            throw failed("is being stopped, try again soon");
        }
        if (!free.tryAcquire()) {
            throw failed("has " + MAX_INPUTS + " inputs under way, try again soon");
        }
        ClassLoader before = Loaders.enter(getEndpoint().getCamelContext());
        try {
            Exchange exchange = exchangeOf(input);
            try {
                getProcessor().process(exchange);
                Exception problem = exchange.getException();
                if (problem != null) {
                    throw problem;
                }
                return drafts.translation(exchange);
            } finally {
                releaseExchange(exchange, false);
            }
        } catch (AdapterFailedException e) {
            LOG.warn("TOCSIN-ENGINE-012 route {}: {}", getRouteId(), e.getMessage());
            throw e;
        } catch (Exception | LinkageError e) {
            throw told(e);
        } finally {
            Loaders.leave(before);
            free.release();
        }
    }

    private Exchange exchangeOf(AdapterInput input) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(input.body().toBytes());
        exchange.setProperty(TocsinProperties.ADAPTER, options.name());
        exchange.setProperty(TocsinProperties.PARAMETERS, input.parameters());
        if (input.contentType() != null) {
            exchange.setProperty(TocsinProperties.CONTENT_TYPE, input.contentType());
        }
        if (input.key() != null) {
            exchange.setProperty(TocsinProperties.KEY, input.key());
        }
        return exchange;
    }

    /** What the route says of the input is for the sender; anything else is a fault, whose text may quote the input. */
    private AdapterFailedException told(Throwable problem) throws InvalidEventException {
        Throwable cause = problem;
        for (int depth = 0; depth < MAX_CAUSES && cause != null; depth++) {
            if (cause instanceof InvalidEventException invalid) {
                throw invalid;
            }
            if (cause instanceof QueueRefusedException refused) {
                return new AdapterFailedException(String.valueOf(refused.getMessage()), refused);
            }
            cause = cause.getCause();
        }
        Throwable innermost = ErrorAnswers.innermost(problem);
        LOG.warn(
                "TOCSIN-ENGINE-011 route {} failed on an input of adapter {}: {}",
                getRouteId(),
                name(),
                innermost.getClass().getName());
        if (LOG.isDebugEnabled()) {
            LOG.debug("Route {} failed at {}", getRouteId(), Arrays.toString(innermost.getStackTrace()));
        }
        return failed("failed on this input, see TOCSIN-ENGINE-011 in the agent's log", problem);
    }

    private AdapterFailedException failed(String problem) {
        return new AdapterFailedException("adapter: " + name() + ' ' + problem);
    }

    private AdapterFailedException failed(String problem, Throwable cause) {
        return new AdapterFailedException("adapter: " + name() + ' ' + problem, cause);
    }
}
