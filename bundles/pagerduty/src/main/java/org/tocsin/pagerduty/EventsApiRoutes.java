// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.api.TocsinProperties;

/**
 * The paths of the Events API on the agent: a tool of PagerDuty's changes the host it sends to, and nothing else. It is
 * answered after the commit, as PagerDuty would answer it after the delivery.
 *
 * <p>Its credential is the routing key, which the text has, or the header {@code X-Routing-Key}, by which PagerDuty's own
 * Python client (pdpyras) sends it.
 */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class EventsApiRoutes extends RouteBuilder {

    private static final String ROUTING_KEY = "X-Routing-Key";
    private static final String SUBMISSION = "Idempotency-Key";

    /** Over the API's 512 KB, so that a text that is too long is told its own length. */
    private static final int MAX_BODY = 1 << 20;

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        for (Shape shape : Shape.values()) {
            from("tocsin:http?door=api&path=" + shape.path + "&methods=POST&credential=loopback&maxBody=" + MAX_BODY
                            + "&headers=" + ROUTING_KEY + ',' + SUBMISSION + "&blocking=false&errors="
                            + EventsApiAnswers.SHAPE)
                    .routeId("pagerduty.api." + shape.word)
                    .streamCache("false") // the body is bytes
                    .process(exchange -> read(exchange, shape))
                    .to("tocsin:event?channel=" + PagerDutyFormat.CHANNEL)
                    .process(exchange -> answer(exchange, shape));
        }
    }

    private static void read(Exchange exchange, Shape shape) {
        exchange.setProperty(TocsinProperties.FORMAT, shape.word);
        passOn(exchange, ROUTING_KEY, TocsinProperties.KEY);
        passOn(exchange, SUBMISSION, TocsinProperties.SUBMISSION);
    }

    private static void passOn(Exchange exchange, String header, String property) {
        String value = exchange.getProperty(header, String.class);
        if (value != null) {
            exchange.setProperty(property, value.strip());
        }
    }

    private static void answer(Exchange exchange, Shape shape) {
        exchange.setProperty(TocsinProperties.HTTP_STATUS, EventsApiAnswers.accepted(shape));
        exchange.getMessage()
                .setBody(EventsApiAnswers.body(shape, exchange.getProperty(TocsinProperties.DEDUP_KEY, String.class)));
    }
}
