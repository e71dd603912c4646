// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Which names belong to whom: each has one owner. For one thread. */
final class RouteLedger {

    private final Map<Claim, RouteSet> holders = new HashMap<>();

    /** Who else holds any of these names. */
    Set<RouteSet> rivals(RouteSet set, Collection<Claim> claims) {
        Set<RouteSet> rivals = new LinkedHashSet<>();
        for (Claim claim : claims) {
            RouteSet holder = holders.get(claim);
            if (holder != null && holder != set) {
                rivals.add(holder);
            }
        }
        return rivals;
    }

    /** Enters names that nobody else holds. */
    void enter(RouteSet set, Collection<Claim> claims) {
        claims.forEach(claim -> holders.put(claim, set));
    }

    /** Strikes out all that this one holds. */
    void strike(RouteSet set) {
        holders.values().removeIf(holder -> holder == set);
    }
}
