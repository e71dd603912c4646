// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.ArrayList;
import java.util.List;

/** Three routes: one runs, one is stopped, one waits. */
final class RecordingSwitchboard implements Switchboard {

    private static final String OWNER = "org.example.disk/1.0.0";

    /** What was changed, one line each. */
    final List<String> changes = new ArrayList<>();

    private final RecordingAgent agent;

    RecordingSwitchboard(RecordingAgent agent) {
        this.agent = agent;
    }

    @Override
    public List<RouteView> routes() throws RefusedException {
        agent.check();
        return List.of(
                new RouteView("disk.check", OWNER, "Started", ""),
                new RouteView("disk.report", OWNER, "Stopped", ""),
                new RouteView("spool.read", "org.tocsin.spool/0.1.0", "Waiting", "no such\ndirectory"));
    }

    @Override
    public RouteView turn(String id, boolean on) throws RefusedException {
        RouteView route = routes().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        RefusedException.Reason.UNKNOWN, "route: there is no " + id + ", see 'tocsin route list'"));
        if (route.state().equals("Waiting")) {
            throw new RefusedException(
                    RefusedException.Reason.CONFLICT, "route: " + id + " did not start: no such directory");
        }
        changes.add((on ? "start " : "stop ") + id);
        return new RouteView(id, OWNER, on ? "Started" : "Stopped", "");
    }
}
