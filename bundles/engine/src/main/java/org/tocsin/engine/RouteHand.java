// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.camel.Route;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.engine.component.Loaders;

/** Puts the routes of a builder into a running context and takes them out again, all of them or none. */
final class RouteHand {

    private static final Logger LOG = LoggerFactory.getLogger(RouteHand.class);

    private final LongSupplier nanoTime;

    RouteHand(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * What the routes claim that a builder is going to bring, before it brings them: Camel would replace a running route
     * by a new one of the same id without a word. Routes without an id get one of their owner's, so that two versions of
     * a bundle have the same. A builder that is no {@link RouteBuilder} does not tell; its routes are known afterwards.
     */
    Set<Claim> announce(Owner owner, RoutesBuilder builder, DefaultCamelContext context) throws Exception {
        Set<Claim> claims = new LinkedHashSet<>();
        if (builder instanceof RouteBuilder routes) {
            ClassLoader before = Loaders.enter(context);
            try {
                int number = 0;
                for (RouteDefinition route : routes.configureRoutes(context).getRoutes()) {
                    number++;
                    if (!route.hasCustomIdAssigned()) {
                        route.routeId(owner.name() + '.' + route.getShortName() + number);
                    }
                    for (Claim claim : Claim.of(route, context)) {
                        if (!claims.add(claim)) {
                            throw new IllegalArgumentException(
                                    claim + " is there twice in what " + owner + " brings, keep one");
                        }
                    }
                }
            } finally {
                Loaders.leave(before);
            }
        }
        return claims;
    }

    /**
     * Starts the routes of a builder.
     *
     * @return what those claim that are new
     * @throws Exception when one of them does not start; then none of them is left
     */
    Set<Claim> add(RoutesBuilder builder, DefaultCamelContext context) throws Exception {
        Set<String> before = ids(context);
        ClassLoader loader = Loaders.enter(context);
        try {
            context.addRoutes(builder);
            return claims(context, added(context, before));
        } catch (Exception | LinkageError e) {
            remove(added(context, before), context, Duration.ofSeconds(1));
            throw e;
        } finally {
            Loaders.leave(loader);
        }
    }

    /** Stops routes, the last first, and lets exchanges under way end for so long in all; then they are forced. */
    void remove(Set<String> ids, DefaultCamelContext context, Duration patience) {
        List<String> lastFirst = new ArrayList<>(ids);
        Collections.reverse(lastFirst);
        ClassLoader before = Loaders.enter(context);
        try {
            long deadline = nanoTime.getAsLong() + patience.toNanos();
            for (String id : lastFirst) {
                remove(id, context, Duration.ofNanos(deadline - nanoTime.getAsLong()));
            }
        } finally {
            Loaders.leave(before);
        }
    }

    private static void remove(String id, DefaultCamelContext context, Duration patience) {
        try {
            if (context.getRoute(id) != null) {
                context.getRouteController().stopRoute(id, Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS);
                context.removeRoute(id);
            }
            RouteDefinition leftover = context.getRouteDefinition(id);
            if (leftover != null) {
                context.removeRouteDefinition(leftover);
            }
        } catch (Exception | LinkageError e) {
            LOG.warn("TOCSIN-ENGINE-003 route {} did not stop cleanly", id, e);
        }
    }

    private static Set<Claim> claims(DefaultCamelContext context, Set<String> ids) {
        Set<Claim> claims = new LinkedHashSet<>();
        for (String id : ids) {
            RouteDefinition route = context.getRouteDefinition(id);
            claims.addAll(route == null ? Set.of(Claim.route(id)) : Claim.of(route, context));
        }
        return claims;
    }

    private static Set<String> added(DefaultCamelContext context, Set<String> before) {
        Set<String> now = ids(context);
        now.removeAll(before);
        return now;
    }

    private static Set<String> ids(DefaultCamelContext context) {
        Set<String> ids = new LinkedHashSet<>();
        for (RouteDefinition definition : context.getRouteDefinitions()) {
            ids.add(definition.getRouteId());
        }
        for (Route route : context.getRoutes()) {
            ids.add(route.getRouteId());
        }
        return ids;
    }
}
