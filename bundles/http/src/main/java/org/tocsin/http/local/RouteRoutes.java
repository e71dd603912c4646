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
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.ViewJson;

/** The routes that run: looked at, stopped, started. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class RouteRoutes extends RouteBuilder {

    private final RouteBoard board;

    /** Routes over the board. */
    @Activate
    public RouteRoutes(@Reference RouteBoard board) {
        this.board = board;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        from("tocsin:http?door=api&path=" + LocalApi.ROUTES + "&methods=GET&credential=token")
                .routeId("http.routes")
                .process(exchange -> Refusals.answer(exchange, () -> ViewJson.routes(board.routes())));
        from("tocsin:http?door=api&path=" + LocalApi.ROUTE_START + "&methods=POST&credential=token")
                .routeId("http.routes.start")
                .process(exchange -> Refusals.answer(exchange, () -> turn(exchange, true)));
        from("tocsin:http?door=api&path=" + LocalApi.ROUTE_STOP + "&methods=POST&credential=token")
                .routeId("http.routes.stop")
                .process(exchange -> Refusals.answer(exchange, () -> turn(exchange, false)));
    }

    private String turn(Exchange exchange, boolean on) throws RefusedException {
        String id = exchange.getProperty(TocsinProperties.HTTP_PATH_PARAMETER, "", String.class);
        return ViewJson.route(board.turn(id, on));
    }
}
