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
import org.tocsin.api.Lane;

/** Our meters in one registry, looked up there once. */
final class LaneMeters {

    private static final String LANE = "lane";

    private final MeterRegistry registry;
    private final Map<Name, Counter> counters = new ConcurrentHashMap<>();
    private final Set<Meter> made = ConcurrentHashMap.newKeySet();
    private final Timer commits;
    private volatile boolean released;

    private record Name(String name, Lane lane) {}

    LaneMeters(MeterRegistry registry) {
        this.registry = registry;
        this.commits = keep(registry.timer("tocsin.queue.commit"));
    }

    void committed(Duration time) {
        commits.record(time);
    }

    void count(String name, Lane lane, int events) {
        counters.computeIfAbsent(new Name(name, lane), any -> keep(registry.counter(name, LANE, lane.id())))
                .increment(events);
    }

    void gauge(String name, Lane lane, LongSupplier value) {
        keep(Gauge.builder(name, value, LongSupplier::getAsLong)
                .tag(LANE, lane.id())
                .strongReference(true)
                .register(registry));
    }

    /** Takes them out of the registry, which would hold us by them. */
    void release() {
        released = true;
        made.forEach(registry::remove);
    }

    private <M extends Meter> M keep(M meter) {
        made.add(meter);
        if (released) {
            registry.remove(meter); // it was released while we counted
        }
        return meter;
    }
}
