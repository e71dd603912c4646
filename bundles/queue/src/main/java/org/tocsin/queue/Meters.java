// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Lane;
import org.tocsin.api.store.Settlement;

/**
 * Counts, while a registry is there. Lanes are named by their id, never by their key. A registry that fails spoils the
 * counts and nothing else: the callers have events to bring out.
 */
final class Meters {

    private static final Logger LOG = LoggerFactory.getLogger(Meters.class);

    private record Figure(String name, Lane lane, LongSupplier value) {}

    private final Set<Figure> figures = ConcurrentHashMap.newKeySet();
    // by registry, since a new one comes before the old one goes
    private final Map<MeterRegistry, LaneMeters> made = new ConcurrentHashMap<>();
    private volatile @Nullable LaneMeters current;

    void use(MeterRegistry found) {
        guarded(() -> {
            LaneMeters meters = made.computeIfAbsent(found, LaneMeters::new);
            current = meters;
            figures.forEach(figure -> meters.gauge(figure.name, figure.lane, figure.value));
        });
    }

    void release(MeterRegistry lost) {
        LaneMeters meters = made.remove(lost);
        if (meters != null) {
            if (current == meters) {
                current = null;
            }
            guarded(meters::release);
        }
    }

    void close() {
        made.keySet().forEach(this::release);
    }

    /**
     * A new lane.
     *
     * @param depth how many events wait in it
     * @param held 1 while a person holds it, else 0
     */
    void watch(Lane lane, LongSupplier depth, LongSupplier held) {
        watch(new Figure("tocsin.queue.depth", lane, depth));
        watch(new Figure("tocsin.queue.held", lane, held));
    }

    private void watch(Figure figure) {
        figures.add(figure);
        with(meters -> meters.gauge(figure.name, figure.lane, figure.value));
    }

    void accepted(Lane lane, Duration commit) {
        with(meters -> {
            meters.committed(commit);
            meters.count("tocsin.queue.accepted", lane, 1);
        });
    }

    void settled(Lane lane, Settlement.Result result) {
        boolean delivered = result == Settlement.Result.DELIVERED;
        count(delivered ? "tocsin.queue.delivered" : "tocsin.queue.rejected", lane, 1);
    }

    void retried(Lane lane) {
        count("tocsin.queue.retried", lane, 1);
    }

    /** Taken out while they waited, or out of the dead letters, by a person. */
    void dropped(Lane lane, int events) {
        count("tocsin.queue.dropped", lane, events);
    }

    /** Taken out by catching up. */
    void folded(Lane lane, int events) {
        count("tocsin.queue.folded", lane, events);
    }

    private void count(String name, Lane lane, int events) {
        if (events > 0) {
            with(meters -> meters.count(name, lane, events));
        }
    }

    private void with(Consumer<LaneMeters> step) {
        LaneMeters now = current;
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
