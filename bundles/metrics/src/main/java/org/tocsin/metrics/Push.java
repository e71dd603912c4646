// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.HealthPart;
import org.tocsin.api.SettingsInForce;

/** Pushes what is counted to whom the configuration names; with a wrong one at the start to nobody, and says so. */
@Component(service = HealthPart.class, immediate = true, configurationPid = Config.PID)
@Designate(ocd = Config.class)
public final class Push implements HealthPart {

    private static final Logger LOG = LoggerFactory.getLogger(Push.class);
    private static final long END_MILLIS = 500;
    private static final String NOTHING = "nothing is pushed: ";

    private final Registry registry;
    private final List<Pushing> ways = new CopyOnWriteArrayList<>();
    private final SettingsInForce<Settings> inForce = new SettingsInForce<>();

    /** Begins to push. */
    @Activate
    public Push(@Reference Registry registry, Config config) {
        this.registry = registry;
        modified(config);
    }

    /** Not a new component: a wrong value of a running agent changes nothing. */
    @Modified
    void modified(Config config) {
        boolean other = inForce.read(
                () -> Settings.of(config),
                wrong -> LOG.error("TOCSIN-METRICS-001 {}{}", inForce.settings().isEmpty() ? NOTHING : "", wrong));
        if (other) {
            close();
            inForce.settings().ifPresent(this::begin);
        }
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
        return inForce.settings().isPresent()
                ? inForce.over(healthOfWays())
                : new Health(State.DEGRADED, "TOCSIN-METRICS-001 " + NOTHING + inForce.problem());
    }

    private Health healthOfWays() {
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
