// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.impl.DefaultCamelContext;
import org.tocsin.api.RouteControl.RouteInfo;
import org.tocsin.engine.RouteSet.Running;
import org.tocsin.engine.RouteSet.Waiting;
import org.tocsin.engine.component.Awaiting;

/** What a person sees of the sets of routes: one line for each route. */
final class RouteList {

    static final String WAITING = "Waiting";

    private RouteList() {}

    /** @param others lines of what is not among the sets */
    static List<RouteInfo> of(List<RouteSet> sets, List<RouteInfo> others) {
        return Stream.concat(sets.stream().flatMap(RouteList::routes), others.stream())
                .sorted(Comparator.comparing(RouteInfo::id).thenComparing(RouteInfo::owner))
                .toList();
    }

    private static Stream<RouteInfo> routes(RouteSet set) {
        String owner = set.owner().toString();
        RouteSet.Standing standing = set.standing();
        if (standing instanceof Running running) {
            return running.ids().stream().map(id -> running(id, owner, running.context()));
        }
        String reason = ((Waiting) standing).reason();
        Stream<String> names = standing.ids().isEmpty() ? Stream.of(set.title()) : standing.ids().stream();
        return names.map(id -> new RouteInfo(id, owner, WAITING, reason));
    }

    private static RouteInfo running(String id, String owner, DefaultCamelContext context) {
        Route route = context.getRoute(id);
        if (route != null && route.getConsumer() instanceof Awaiting consumer) {
            String missing = consumer.waitsFor();
            if (!missing.isEmpty()) {
                return new RouteInfo(id, owner, WAITING, missing);
            }
        }
        ServiceStatus status = context.getRouteController().getRouteStatus(id);
        return new RouteInfo(id, owner, status == null ? ServiceStatus.Stopped.name() : status.name(), "");
    }
}
