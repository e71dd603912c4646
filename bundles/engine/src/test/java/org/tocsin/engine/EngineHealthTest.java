// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.RouteControl;
import org.tocsin.api.RouteControl.RouteInfo;

public class EngineHealthTest {

    private final List<RouteInfo> routes = new ArrayList<>();
    private final EngineHealth health = new EngineHealth(new RouteControl() {
        @Override
        public List<RouteInfo> routes() {
            return routes;
        }

        @Override
        public RouteInfo start(String id) {
            throw new AssertionError("health changes nothing");
        }

        @Override
        public RouteInfo stop(String id) {
            throw new AssertionError("health changes nothing");
        }
    });

    @Test
    public void itIsReadyAndCountsWhenAllRoutesRun() {
        routes.add(new RouteInfo("http.send", "org.tocsin.http/1", "Started", ""));
        routes.add(new RouteInfo("http.health", "org.tocsin.http/1", "Started", ""));
        routes.add(new RouteInfo("pagerduty.deliver", "org.tocsin.pagerduty/1", "Stopped", ""));

        assertThat(health.part()).isEqualTo("engine");
        assertThat(health.health()).isEqualTo(new Health(State.READY, "3 routes of 2 bundles"));
    }

    @Test
    public void itIsDegradedAndNamesThoseThatWait() {
        routes.add(new RouteInfo("http.send", "org.tocsin.http/1", "Started", ""));
        routes.add(new RouteInfo("spool.read", "org.tocsin.spool/1", "Waiting", "no such directory"));

        assertThat(health.health())
                .isEqualTo(new Health(
                        State.DEGRADED, "1 route of 2 waiting: spool.read (no such directory); see tocsin:route-list"));
    }

    @Test
    public void itNamesThreeAtMost() {
        for (int i = 0; i < 5; i++) {
            routes.add(new RouteInfo("r" + i, "org.example/1", "Waiting", "x"));
        }

        assertThat(health.health().text())
                .isEqualTo("5 routes of 5 waiting: r0 (x), r1 (x), r2 (x), …; see tocsin:route-list");
    }
}
