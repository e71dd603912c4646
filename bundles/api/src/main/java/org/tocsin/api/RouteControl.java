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
     * A route.
     *
     * @param id its route id
     * @param owner symbolic name and version of the bundle that brought it, for example {@code org.tocsin.http/0.1.0}
     * @param state {@code Started}, {@code Stopped}, …, or {@code Waiting} for one that could not be started
     * @param text why it waits; empty when it does not
     */
    record RouteInfo(String id, String owner, String state, String text) {}
}
