// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

/** What a person does with routes. Words and HTTP paths are views of it. */
public interface Switchboard {

    /** All routes, those that wait included, sorted by id. */
    List<RouteView> routes() throws RefusedException;

    /**
     * Starts a route or stops it, and waits for that.
     *
     * @return how it stands now
     * @throws RefusedException when there is no such route, or it does not start or stop
     */
    RouteView turn(String id, boolean on) throws RefusedException;
}
