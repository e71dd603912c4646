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
import org.tocsin.api.store.Settlement;

/** Counts, while a registry is there. Lanes are named by their id, never by their key. */
final class Meters {

    private static final String LANE = "lane";

    private final Map<String, LongSupplier> depths = new ConcurrentHashMap<>();
    private final Set<Meter> made = ConcurrentHashMap.newKeySet();
    private volatile @Nullable MeterRegistry registry;

    void use(MeterRegistry found) {
        registry = found;
        depths.forEach((lane, depth) -> gauge(found, lane, depth));
    }

    /** Takes our meters out of the registry, which would hold us by them. */
    void release(MeterRegistry lost) {
        if (registry == lost) {
            registry = null;
        }
        made.forEach(lost::remove);
        made.clear();
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
            gauge(now, lane, depth);
        }
    }

    void accepted(String lane, Duration commit) {
        MeterRegistry now = registry;
        if (now != null) {
            Timer timer = now.timer("tocsin.queue.commit");
            made.add(timer);
            timer.record(commit);
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
        Counter counter = now.counter(name, LANE, lane);
        made.add(counter);
        counter.increment();
    }

    private void gauge(MeterRegistry now, String lane, LongSupplier depth) {
        made.add(Gauge.builder("tocsin.queue.depth", depth, LongSupplier::getAsLong)
                .tag(LANE, lane)
                .strongReference(true)
                .register(now));
    }
}
