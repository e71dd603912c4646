// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Which routes belong to whom: an id has one owner. For one thread. */
final class RouteLedger {

    private final Map<String, RouteSet> holders = new HashMap<>();

    /** Who else holds any of these ids. */
    Set<RouteSet> rivals(RouteSet set, Collection<String> ids) {
        Set<RouteSet> rivals = new LinkedHashSet<>();
        for (String id : ids) {
            RouteSet holder = holders.get(id);
            if (holder != null && holder != set) {
                rivals.add(holder);
            }
        }
        return rivals;
    }

    /** Enters ids that nobody else holds. */
    void enter(RouteSet set, Collection<String> ids) {
        ids.forEach(id -> holders.put(id, set));
    }

    /** Strikes out all that this one holds. */
    void strike(RouteSet set) {
        holders.values().removeIf(holder -> holder == set);
    }
}
