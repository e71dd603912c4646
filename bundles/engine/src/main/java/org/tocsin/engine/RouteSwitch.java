// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.RouteControl.RouteInfo;
import org.tocsin.engine.RouteSet.Running;
import org.tocsin.engine.component.Loaders;

/** Starts and stops single routes by hand, in turn with all other changes of routes. */
final class RouteSwitch {

    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final Supplier<List<RouteSet>> sets;
    private final Supplier<List<RouteInfo>> infos;
    private final RouteDesk desk;
    private final Patience patience;

    /** @param infos what a person sees of the routes */
    RouteSwitch(Supplier<List<RouteSet>> sets, Supplier<List<RouteInfo>> infos, RouteDesk desk, Patience patience) {
        this.sets = sets;
        this.infos = infos;
        this.desk = desk;
        this.patience = patience;
    }

    RouteInfo start(String id) {
        return change(id, (context, time) -> context.getRouteController().startRoute(id), "did not start");
    }

    RouteInfo stop(String id) {
        return change(
                id,
                (context, time) ->
                        context.getRouteController().stopRoute(id, Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS),
                "did not stop");
    }

    private interface Change {
        void of(DefaultCamelContext context, Duration time) throws Exception;
    }

    private RouteInfo change(String id, Change change, String failure) {
        RouteInfo before = info(id);
        Duration time = patience.next();
        AtomicReference<@Nullable String> problem = new AtomicReference<>("not in time, look at it again");
        desk.now(
                () -> problem.set(tried(before, change, time)),
                time.plus(MARGIN).toMillis());
        String told = problem.get();
        if (told != null) {
            throw new IllegalStateException(id + " " + failure + ": " + told);
        }
        return info(id);
    }

    /** What went wrong; null when nothing did. */
    private @Nullable String tried(RouteInfo route, Change change, Duration time) {
        DefaultCamelContext context = context(route);
        if (context == null) {
            return route.text().isEmpty() ? "it is just going" : route.text();
        }
        ClassLoader loader = Loaders.enter(context);
        try {
            change.of(context, time);
            return null;
        } catch (Exception | LinkageError e) {
            return Reason.of(e);
        } finally {
            Loaders.leave(loader);
        }
    }

    private @Nullable DefaultCamelContext context(RouteInfo route) {
        for (RouteSet set : sets.get()) {
            if (set.standing() instanceof Running running
                    && running.ids().contains(route.id())
                    && set.owner().toString().equals(route.owner())) {
                return running.context();
            }
        }
        return null;
    }

    /** The route of this id that runs or ran; one that stands by for it is only named when there is no other. */
    private RouteInfo info(String id) {
        List<RouteInfo> all =
                infos.get().stream().filter(route -> route.id().equals(id)).toList();
        return all.stream()
                .filter(route -> context(route) != null)
                .findFirst()
                .or(() -> all.stream().findFirst())
                .orElseThrow(() -> new IllegalArgumentException("there is no route " + id));
    }
}
