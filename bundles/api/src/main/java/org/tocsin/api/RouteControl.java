// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The routes that run in this agent, and who owns which. An OSGi service. */
@ProviderType
public interface RouteControl {

    /** All routes, those that wait included, sorted by id. */
    List<RouteInfo> routes();

    /**
     * Starts a route that was stopped; returns when it runs. One that runs is left alone.
     *
     * @return how it stands now
     * @throws IllegalArgumentException when no route has this id
     * @throws IllegalStateException when it waits for something else, or does not start; says for what, or why
     */
    RouteInfo start(String id);

    /**
     * Stops a route; returns when what was under way in it has ended, or was given up. It is stopped until it is
     * started, its bundle brings it anew, or the agent starts.
     *
     * @return how it stands now
     * @throws IllegalArgumentException when no route has this id
     * @throws IllegalStateException when it does not run yet, or does not stop in time
     */
    RouteInfo stop(String id);

    /**
     * A route.
     *
     * @param id its route id
     * @param owner symbolic name and version of the bundle that brought it, for example {@code org.tocsin.http/0.1.0}
     * @param state {@code Started}, {@code Stopped}, …, or {@code Waiting} for one that could not be started
     * @param text why it waits; empty when it does not
     */
    record RouteInfo(String id, String owner, String state, String text) {}
}
