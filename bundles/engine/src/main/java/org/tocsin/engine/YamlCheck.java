// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.engine.component.Loaders;

/** Finds out whether a text's routes can be made, in a context of their own in which none of them runs. */
final class YamlCheck {

    private static final Logger LOG = LoggerFactory.getLogger(YamlCheck.class);

    private final ContextRecipe recipe;

    YamlCheck(ContextRecipe recipe) {
        this.recipe = recipe;
    }

    /** What is wrong, where, and what to do, in one line; empty when all is well. */
    String problem(YamlText text) {
        DefaultCamelContext context = recipe.draft("check of " + text, NarrowClasses.NONE);
        ClassLoader before = Loaders.enter(context);
        try {
            RouteBuilder builder = text.take(context);
            List<RouteDefinition> routes = builder.configureRoutes(context).getRoutes();
            return routes.isEmpty()
                    ? "has no route, begin it with - route: or - from:"
                    : problem(routes, builder, context);
        } catch (Exception | LinkageError e) {
            LOG.debug("{} cannot be read", text, e);
            return YamlFault.of(e);
        } finally {
            Loaders.leave(before);
            context.stop();
        }
    }

    private static String problem(List<RouteDefinition> routes, RouteBuilder builder, DefaultCamelContext context) {
        for (RouteDefinition route : routes) {
            if (route.getInput() == null) {
                return YamlFault.at(route.getLineNumber(), "the route has no from:, say where it begins");
            }
        }
        try {
            context.addRoutes(builder);
            context.start();
            return "";
        } catch (Exception | LinkageError e) {
            LOG.debug("The routes of {} cannot be made", context.getName(), e);
            return YamlFault.at(YamlFault.line(e, routes), YamlFault.of(e));
        }
    }
}
