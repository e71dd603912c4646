// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.api.TocsinProperties;
import org.tocsin.cli.HealthView;
import org.tocsin.cli.HealthView.State;
import org.tocsin.cli.Json;
import org.tocsin.cli.ViewJson;
import org.tocsin.http.Errors;

/** How the agent feels: for the original's clients, for whoever restarts it, and for whoever sends to it. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class HealthRoutes extends RouteBuilder {

    private static final String OPTIONS = "&methods=GET&credential=loopback&blocking=false";
    private static final int UNAVAILABLE = 503;

    private final HealthBoard board;

    /** Routes over what the board shows at the time of a request. */
    @Activate
    public HealthRoutes(@Reference HealthBoard board) {
        this.board = board;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        from("tocsin:http?door=api&path=" + LocalApi.HEALTH + OPTIONS)
                .routeId("http.health")
                .process(this::health);
        from("tocsin:http?door=api&path=" + LocalApi.HEALTH_LIVE + OPTIONS)
                .routeId("http.health.live")
                .process(HealthRoutes::live);
        from("tocsin:http?door=api&path=" + LocalApi.HEALTH_READY + OPTIONS)
                .routeId("http.health.ready")
                .process(this::ready);
    }

    private void health(Exchange exchange) {
        if (board.view().state() == State.FAILED) {
            exchange.setProperty(TocsinProperties.HTTP_STATUS, UNAVAILABLE);
            exchange.getMessage()
                    .setBody(Errors.json("agent: is not ready, " + LocalApi.HEALTH_READY + " names the part"));
        } else {
            exchange.setProperty(TocsinProperties.HTTP_CONTENT_TYPE, "text/plain; charset=utf-8");
            exchange.getMessage().setBody("OK");
        }
    }

    private static void live(Exchange exchange) {
        exchange.getMessage().setBody(Json.object(out -> out.writeStringField("state", "LIVE")));
    }

    private void ready(Exchange exchange) {
        HealthView view = board.view();
        if (view.state() == State.FAILED) {
            exchange.setProperty(TocsinProperties.HTTP_STATUS, UNAVAILABLE);
        }
        exchange.getMessage().setBody(ViewJson.health(view));
    }
}
