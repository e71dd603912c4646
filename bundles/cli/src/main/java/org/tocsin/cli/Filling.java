// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What may stand in a place of a command line, for whoever presses the tab key. */
@FunctionalInterface
interface Filling {

    /** Nobody can tell. */
    Filling NONE = agent -> List.of();

    /** All lanes. */
    Filling LANES = lanes(lane -> true);

    /** Lanes that are held. */
    Filling HELD_LANES = lanes(lane -> lane.state().equals("HELD"));

    /** Lanes that are not held. */
    Filling FREE_LANES = lanes(lane -> !lane.state().equals("HELD"));

    /** Dead letters. */
    Filling DEAD_EVENTS = agent -> events(agent, "dead");

    /** Dead letters, and events that wait. */
    Filling UNSENT_EVENTS = agent -> Stream.concat(events(agent, "dead").stream(), events(agent, "waiting").stream())
            .toList();

    /** Routes that run. */
    Filling STARTED_ROUTES = routes("Started");

    /** Routes that are stopped. */
    Filling STOPPED_ROUTES = routes("Stopped");

    /** All adapters. */
    Filling ADAPTERS = agent ->
            agent.translators().adapters().stream().map(AdapterView::name).toList();

    /** All that fits at the moment. */
    List<String> of(Agent agent) throws RefusedException;

    /** What always fits; nothing when that depends on the agent. */
    default List<String> fixed() {
        return List.of();
    }

    /** One of these. */
    static Filling words(List<String> words) {
        List<String> copy = List.copyOf(words);
        return new Filling() {
            @Override
            public List<String> of(Agent agent) {
                return copy;
            }

            @Override
            public List<String> fixed() {
                return copy;
            }
        };
    }

    private static Filling lanes(Predicate<LaneView> wanted) {
        return agent -> agent.lanes().stream().filter(wanted).map(LaneView::id).toList();
    }

    private static Filling routes(String state) {
        return agent -> agent.switchboard().routes().stream()
                .filter(route -> route.state().equals(state))
                .map(RouteView::id)
                .toList();
    }

    private static List<String> events(Agent agent, String state) throws RefusedException {
        return agent.desk().list(EventQuery.of(null, state, null, null)).events().stream()
                .map(EventView::key)
                .toList();
    }
}
