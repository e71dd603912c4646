// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.cli.ViewJson;

/** The queue, as the original's clients ask for it. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class QueueRoutes extends RouteBuilder {

    private static final String KEY = "rk";

    private final Spine spine;
    private final QueueDesk desk;

    /** Routes over what the spine has at the time of a request. */
    @Activate
    public QueueRoutes(@Reference Spine spine, @Reference QueueDesk desk) {
        this.spine = spine;
        this.desk = desk;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        from("tocsin:http?door=api&path=" + LocalApi.QUEUE_STATUS + "&methods=GET&credential=token&query=" + KEY)
                .routeId("http.queue.status")
                .process(this::status);
        from("tocsin:http?door=api&path=" + LocalApi.QUEUE_RETRY + "&methods=POST&credential=token&query=" + KEY)
                .routeId("http.queue.retry")
                .process(this::retry);
    }

    private void status(Exchange exchange) throws QueueRefusedException {
        String key = exchange.getProperty(KEY, String.class);
        exchange.getMessage().setBody(ViewJson.queueStatus(PagerDutyLanes.status(spine.queue(), key)));
    }

    private void retry(Exchange exchange) throws InvalidEventException, QueueRefusedException {
        String key = exchange.getProperty(KEY, String.class);
        Refusals.answer(exchange, () -> ViewJson.retrying(desk.retry(PagerDutyLanes.of(key))));
    }
}
