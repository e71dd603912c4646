// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.store.Settlement;

/**
 * Counts, while a registry is there. Lanes are named by their id, never by their key. A registry that fails spoils the
 * counts and nothing else: the callers have events to bring out.
 */
final class Meters {

    private static final Logger LOG = LoggerFactory.getLogger(Meters.class);
    private static final String LANE = "lane";

    private final Map<String, LongSupplier> depths = new ConcurrentHashMap<>();
    // by registry, since a new one comes before the old one goes
    private final Map<MeterRegistry, Set<Meter>> made = new ConcurrentHashMap<>();
    private volatile @Nullable MeterRegistry registry;

    void use(MeterRegistry found) {
        made.putIfAbsent(found, ConcurrentHashMap.newKeySet());
        registry = found;
        guarded(() -> depths.forEach((lane, depth) -> gauge(found, lane, depth)));
    }

    /** Takes our meters out of the registry, which would hold us by them. */
    void release(MeterRegistry lost) {
        if (registry == lost) {
            registry = null;
        }
        Set<Meter> ours = made.remove(lost);
        if (ours != null) {
            guarded(() -> ours.forEach(lost::remove));
        }
    }

    void close() {
        MeterRegistry last = registry;
        if (last != null) {
            release(last);
        }
    }

    void watch(String lane, LongSupplier depth) {
        depths.put(lane, depth);
        MeterRegistry now = registry;
        if (now != null) {
            guarded(() -> gauge(now, lane, depth));
        }
    }

    void accepted(String lane, Duration commit) {
        MeterRegistry now = registry;
        if (now != null) {
            guarded(() -> {
                Timer timer = now.timer("tocsin.queue.commit");
                keep(now, timer);
                timer.record(commit);
            });
            count(now, "tocsin.queue.accepted", lane);
        }
    }

    void settled(String lane, Settlement.Result result) {
        MeterRegistry now = registry;
        if (now != null) {
            boolean delivered = result == Settlement.Result.DELIVERED;
            count(now, delivered ? "tocsin.queue.delivered" : "tocsin.queue.rejected", lane);
        }
    }

    void retried(String lane) {
        MeterRegistry now = registry;
        if (now != null) {
            count(now, "tocsin.queue.retried", lane);
        }
    }

    private void count(MeterRegistry now, String name, String lane) {
        guarded(() -> {
            Counter counter = now.counter(name, LANE, lane);
            keep(now, counter);
            counter.increment();
        });
    }

    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("the registry of meters failed", e);
        }
    }

    private void gauge(MeterRegistry now, String lane, LongSupplier depth) {
        keep(
                now,
                Gauge.builder("tocsin.queue.depth", depth, LongSupplier::getAsLong)
                        .tag(LANE, lane)
                        .strongReference(true)
                        .register(now));
    }

    private void keep(MeterRegistry now, Meter meter) {
        Set<Meter> ours = made.computeIfPresent(now, (key, meters) -> {
            meters.add(meter);
            return meters;
        });
        if (ours == null) {
            now.remove(meter); // it was released while we counted
        }
    }
}
