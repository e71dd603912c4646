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

/** The lanes: looked at, held, released, their dead letters put back, their events dropped. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class LaneRoutes extends RouteBuilder {

    private static final String STATE = "state";
    private static final String REASON = "reason";

    private final QueueDesk desk;

    /** Routes over the desk. */
    @Activate
    public LaneRoutes(@Reference QueueDesk desk) {
        this.desk = desk;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        from("tocsin:http?door=api&path=" + LocalApi.LANES + "&methods=GET&credential=token")
                .routeId("http.lanes")
                .process(exchange -> Refusals.answer(exchange, () -> ViewJson.lanes(desk.lanes())));
        on("GET", LocalApi.LANE, "show", id -> ViewJson.lane(desk.lane(id)));
        on("POST", LocalApi.LANE_HOLD, "hold", id -> hold(id, true));
        on("POST", LocalApi.LANE_RELEASE, "release", id -> hold(id, false));
        on("POST", LocalApi.LANE_RETRY, "retry", id -> ViewJson.count("retried", desk.retryLane(id)));
        from("tocsin:http?door=api&path=" + LocalApi.LANE_DROP + "&methods=POST&credential=token&query=" + STATE + ","
                        + REASON)
                .routeId("http.lanes.drop")
                .process(exchange -> Refusals.answer(exchange, () -> drop(exchange)));
    }

    /** What a path answers about the lane of this id. */
    @FunctionalInterface
    private interface Answerer {
        String answer(String id) throws RefusedException;
    }

    private void on(String method, String path, String verb, Answerer answerer) {
        from("tocsin:http?door=api&path=" + path + "&methods=" + method + "&credential=token")
                .routeId("http.lanes." + verb)
                .process(exchange -> Refusals.answer(exchange, () -> answerer.answer(id(exchange))));
    }

    private String hold(String id, boolean held) throws RefusedException {
        desk.hold(id, held);
        return ViewJson.held(id, held);
    }

    private String drop(Exchange exchange) throws RefusedException {
        String state = exchange.getProperty(STATE, "", String.class);
        String reason = exchange.getProperty(REASON, String.class);
        return ViewJson.count(
                "dropped", desk.dropLane(id(exchange), state, reason == null || reason.isEmpty() ? null : reason));
    }

    private static String id(Exchange exchange) {
        return exchange.getProperty(TocsinProperties.HTTP_PATH_PARAMETER, "", String.class);
    }
}
