// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tocsin.api.HealthPart;
import org.tocsin.api.RouteControl;
import org.tocsin.api.RouteControl.RouteInfo;

/** How the routes are: ready, or degraded with the names of those that wait and why. */
@Component(service = HealthPart.class, configurationPid = Engine.PID)
public final class EngineHealth implements HealthPart {

    private static final int MAX_NAMED = 3;

    private final RouteControl control;
    private final List<String> problems = new ArrayList<>();

    /** Made by Declarative Services; reads the configuration only to say what is wrong in it. */
    @Activate
    public EngineHealth(@Reference RouteControl control, Engine.Config config) {
        this(control);
        EngineSettings.of(config, problems::add);
    }

    EngineHealth(RouteControl control) {
        this.control = control;
    }

    @Override
    public String part() {
        return "engine";
    }

    @Override
    public Health health() {
        if (!problems.isEmpty()) {
            return new Health(State.DEGRADED, "TOCSIN-ENGINE-009 " + String.join("; ", problems));
        }
        List<RouteInfo> routes = control.routes();
        List<RouteInfo> waiting =
                routes.stream().filter(route -> route.state().equals("Waiting")).toList();
        if (waiting.isEmpty()) {
            long owners = routes.stream().map(RouteInfo::owner).distinct().count();
            return new Health(State.READY, counted(routes.size(), "route") + " of " + counted(owners, "bundle"));
        }
        StringBuilder text = new StringBuilder(counted(waiting.size(), "route") + " of " + routes.size() + " waiting");
        String separator = ": ";
        for (RouteInfo route : waiting.subList(0, Math.min(MAX_NAMED, waiting.size()))) {
            text.append(separator)
                    .append(route.id())
                    .append(" (")
                    .append(route.text())
                    .append(')');
            separator = ", ";
        }
        text.append(waiting.size() > MAX_NAMED ? ", …" : "").append("; see tocsin:route-list");
        return new Health(State.DEGRADED, text.toString());
    }

    private static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
