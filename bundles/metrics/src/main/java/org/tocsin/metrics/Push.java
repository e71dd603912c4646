// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.HealthPart;

/** Pushes what is counted to whom the configuration names; with a wrong one to nobody, and says so. */
@Component(service = HealthPart.class, immediate = true, configurationPid = Config.PID)
@Designate(ocd = Config.class)
public final class Push implements HealthPart {

    private static final Logger LOG = LoggerFactory.getLogger(Push.class);
    private static final long END_MILLIS = 500;

    private final Registry registry;
    private final List<Pushing> ways = new CopyOnWriteArrayList<>();
    private final @Nullable String problem;

    /** Begins to push. */
    @Activate
    public Push(@Reference Registry registry, Config config) {
        this.registry = registry;
        String wrong = null;
        try {
            begin(Settings.of(config));
        } catch (IllegalArgumentException e) {
            wrong = "TOCSIN-METRICS-001 nothing is pushed: " + e.getMessage();
            LOG.error("TOCSIN-METRICS-001 nothing is pushed: {}", e.getMessage());
        }
        problem = wrong;
    }

    private void begin(Settings settings) {
        if (settings.statsd() != null) {
            registry.threads().use();
            ways.add(Pushing.toStatsd(settings.statsd(), settings.flavour()));
        }
        if (settings.graphite() != null) {
            registry.threads().use();
            ways.add(Pushing.toGraphite(settings.graphite()));
        }
        ways.forEach(way -> registry.add(way.registry()));
    }

    /** Ends it. A target that does not answer is not waited for: its thread ends by itself. */
    @Deactivate
    public void close() {
        ways.forEach(way -> registry.remove(way.registry()));
        List<Pushing> last = List.copyOf(ways);
        ways.clear();
        if (last.isEmpty()) {
            return;
        }
        Thread end = new Thread(
                () -> {
                    last.forEach(way -> {
                        way.end().run();
                        registry.threads().leave();
                    });
                },
                "tocsin-metrics-end");
        end.setDaemon(true);
        end.start();
        try {
            end.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it ends by itself
        }
    }

    @Override
    public String part() {
        return "metrics";
    }

    @Override
    public Health health() {
        if (problem != null) {
            return new Health(State.DEGRADED, problem);
        }
        List<String> failing = ways.stream()
                .map(Pushing::way)
                .filter(way -> way.trouble() != null)
                .map(way -> way.what() + ": " + Objects.requireNonNullElse(way.trouble(), ""))
                .toList();
        if (!failing.isEmpty()) {
            return new Health(
                    State.DEGRADED,
                    "meters cannot be pushed, look after the target or correct " + Config.PID + ".cfg: "
                            + String.join("; ", failing));
        }
        String pushed = ways.stream().map(way -> way.way().what()).collect(Collectors.joining(", "));
        return new Health(State.READY, "at /metrics" + (pushed.isEmpty() ? "" : ", pushed to " + pushed));
    }
}
