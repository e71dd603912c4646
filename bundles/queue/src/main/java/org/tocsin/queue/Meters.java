// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Map;
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
    private volatile @Nullable QueueMeters current;
    private @Nullable MeterSources sources;

    /** The queue is open: what is measured of it from now on. */
    synchronized void over(MeterSources opened) {
        sources = opened;
        made.values().forEach(meters -> guarded(() -> meters.watch(opened)));
        series.forEach((registry, lanes) -> guarded(() -> lanes.watch(opened)));
    }

    synchronized void use(MeterRegistry found) {
        guarded(() -> {
            QueueMeters meters = made.computeIfAbsent(found, QueueMeters::new);
            current = meters;
            if (sources != null) {
                meters.watch(sources);
            }
        });
    }

    synchronized void release(MeterRegistry lost) {
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
        guarded(() -> {
            LaneSeries lanes = new LaneSeries();
            if (sources != null) {
                lanes.watch(sources);
            }
            if (series.putIfAbsent(found, lanes) == null) {
                found.register(lanes);
            }
        });
    }

    synchronized void hide(PrometheusRegistry lost) {
        LaneSeries lanes = series.remove(lost);
        if (lanes != null) {
            guarded(() -> lost.unregister(lanes));
        }
    }

    void close() {
        made.keySet().forEach(this::release);
        series.keySet().forEach(this::hide);
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
