// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Outcome;
import org.tocsin.api.QueueRefusedException;

/**
 * Counts, while a registry is there. A registry that fails spoils the counts and nothing else: the callers have events to
 * bring out.
 */
final class Meters {

    private static final Logger LOG = LoggerFactory.getLogger(Meters.class);

    // by registry, since a new one comes before the old one goes
    private final Map<MeterRegistry, QueueMeters> made = new ConcurrentHashMap<>();
    private final Map<PrometheusRegistry, LaneSeries> series = new ConcurrentHashMap<>();
    // those that are there, also between the end of a queue and the next one
    private final Set<MeterRegistry> registries = new LinkedHashSet<>();
    private final Set<PrometheusRegistry> scraped = new LinkedHashSet<>();
    private volatile @Nullable QueueMeters current;
    private @Nullable MeterSources sources;

    /** The queue is open: what is measured of it from now on. */
    synchronized void over(MeterSources opened) {
        sources = opened;
        registries.forEach(this::make);
        scraped.forEach(this::offer);
    }

    synchronized void use(MeterRegistry found) {
        registries.add(found);
        make(found);
    }

    private void make(MeterRegistry found) {
        guarded(() -> {
            QueueMeters meters = made.computeIfAbsent(found, QueueMeters::new);
            current = meters;
            if (sources != null) {
                meters.watch(sources);
            }
        });
    }

    synchronized void release(MeterRegistry lost) {
        registries.remove(lost);
        drop(lost);
    }

    private void drop(MeterRegistry lost) {
        QueueMeters meters = made.remove(lost);
        if (meters != null) {
            if (current == meters) {
                current = null;
            }
            guarded(meters::release);
        }
    }

    /** Shows the lanes, each by itself, to whoever scrapes that registry. */
    synchronized void show(PrometheusRegistry found) {
        scraped.add(found);
        offer(found);
    }

    private void offer(PrometheusRegistry found) {
        guarded(() -> {
            LaneSeries there = series.get(found);
            LaneSeries lanes = there == null ? new LaneSeries() : there;
            if (sources != null) {
                lanes.watch(sources);
            }
            if (there == null) {
                series.put(found, lanes);
                found.register(lanes);
            }
        });
    }

    synchronized void hide(PrometheusRegistry lost) {
        scraped.remove(lost);
        withdraw(lost);
    }

    private void withdraw(PrometheusRegistry lost) {
        LaneSeries lanes = series.remove(lost);
        if (lanes != null) {
            guarded(() -> lost.unregister(lanes));
        }
    }

    /** The queue ends: nothing holds it, and the next one is measured in the same registries. */
    synchronized void close() {
        sources = null;
        registries.forEach(this::drop);
        scraped.forEach(this::withdraw);
    }

    /** An event is durable, and took so long to become it. */
    void accepted(Duration commit) {
        with(meters -> meters.committed(commit));
    }

    void refused(QueueRefusedException.Reason reason) {
        with(meters -> meters.refused(reason));
    }

    void attempted(String channel, Outcome outcome, Duration time) {
        with(meters -> meters.attempted(channel, outcome, time));
    }

    private void with(Consumer<QueueMeters> step) {
        QueueMeters now = current;
        if (now != null) {
            guarded(() -> step.accept(now));
        }
    }

    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("the registry of meters failed", e);
        }
    }
}
