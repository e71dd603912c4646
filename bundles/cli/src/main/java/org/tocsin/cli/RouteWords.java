// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

/** {@code tocsin route list, start, stop}: what runs in the agent, and whose it is. */
final class RouteWords {

    private static final Flag ID = Flag.operand("id", "ID", "the route, as 'tocsin route list' shows it");

    private RouteWords() {}

    static List<Word> words() {
        return List.of(
                new Word(
                                "route list",
                                "[--json]",
                                "Shows each route, who brought it, how it stands, and why it waits.",
                                "",
                                List.of(Flag.JSON),
                                RouteWords::list)
                        .like("route list"),
                new Word(
                                "route start",
                                "ID [--json]",
                                "Starts a route that was stopped.",
                                "",
                                List.of(ID.filledBy(Filling.STOPPED_ROUTES), Flag.JSON),
                                ID,
                                call -> turn(call, true))
                        .like("route start pagerduty.deliver"),
                new Word(
                                "route stop",
                                "ID [--json]",
                                "Stops a route; what is under way in it may end first.",
                                """
                        It is stopped until it is started, its bundle comes anew, or the agent starts. Without pagerduty.deliver
                        events wait; without http.cli the command line finds no agent, and 'tocsin shell tocsin:route-start
                        http.cli' brings it back.""",
                                List.of(ID.filledBy(Filling.STARTED_ROUTES), Flag.JSON),
                                ID,
                                call -> turn(call, false))
                        .like("route stop pagerduty.deliver"));
    }

    private static Answer.Done list(Call call) throws RefusedException {
        List<RouteView> routes = call.agent().switchboard().routes();
        if (call.json()) {
            return Call.say(ViewJson.routes(routes));
        }
        Table table = new Table("", 2).row("ROUTE", "OWNER", "STATE", "WAITS-FOR");
        routes.forEach(route ->
                table.row(route.id(), route.owner(), route.state(), route.text().isEmpty() ? "-" : route.text()));
        return new Answer.Done(0, table.toString(), "");
    }

    private static Answer.Done turn(Call call, boolean on) throws UsageException, RefusedException {
        RouteView route = call.agent().switchboard().turn(call.required(ID), on);
        return call.say(ViewJson.route(route), route.id() + " is " + route.state());
    }
}
