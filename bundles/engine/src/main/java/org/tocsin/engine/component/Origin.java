// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.tocsin.api.Trail;

/** What brings an event, in the context of the log; only while somebody wants to know the way of events. */
final class Origin {

    private static final Logger LOG = LoggerFactory.getLogger(Trail.LOGGER);

    private Origin() {}

    /** The same work, for another thread, where the request is known as it is here. */
    static Runnable carried(Runnable work) {
        String request = LOG.isDebugEnabled() ? MDC.get(Trail.REQUEST) : null;
        return request == null
                ? work
                : () -> named(request, () -> {
                    work.run();
                    return null;
                });
    }

    /** Puts an event on the queue: when no request brings it, it is the exchange of a route. */
    static <T> T of(Exchange exchange, Supplier<T> acceptance) {
        if (!LOG.isDebugEnabled() || MDC.get(Trail.REQUEST) != null) {
            return acceptance.get();
        }
        return named(exchange.getFromRouteId() + '/' + exchange.getExchangeId(), acceptance);
    }

    private static <T extends @Nullable Object> T named(String origin, Supplier<T> work) {
        try (MDC.MDCCloseable closing = MDC.putCloseable(Trail.REQUEST, origin)) {
            return work.get();
        }
    }
}
