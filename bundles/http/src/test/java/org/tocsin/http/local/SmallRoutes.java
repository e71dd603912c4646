// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tocsin.api.RouteControl;

/** Two routes, of which one waits. */
final class SmallRoutes implements RouteControl {

    private static final String OWNER = "org.example.disk/1.0.0";

    private final Map<String, String> states = new TreeMap<>(Map.of("disk.check", "Started", "disk.late", "Waiting"));

    @Override
    public synchronized List<RouteInfo> routes() {
        return states.keySet().stream().map(this::info).toList();
    }

    @Override
    public RouteInfo start(String id) {
        return turn(id, "Started");
    }

    @Override
    public RouteInfo stop(String id) {
        return turn(id, "Stopped");
    }

    private synchronized RouteInfo turn(String id, String state) {
        if (!states.containsKey(id)) {
            throw new IllegalArgumentException("there is no route " + id);
        }
        if ("Waiting".equals(states.get(id))) {
            throw new IllegalStateException(id + " did not start: no such disk");
        }
        states.put(id, state);
        return info(id);
    }

    private RouteInfo info(String id) {
        String state = states.getOrDefault(id, "");
        return new RouteInfo(id, OWNER, state, state.equals("Waiting") ? "no such disk" : "");
    }
}
