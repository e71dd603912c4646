// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tocsin.spool.UnfitFileException.Why;

/** How many files are taken in, set aside, left; while a registry is there to count in. */
@Component(service = SpoolMeters.class)
public final class SpoolMeters {

    private record Made(MeterRegistry registry, Counter taken, Map<Why, Counter> rejected, Gauge waiting) {}

    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable Made made;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setMeters(MeterRegistry registry) {
        Map<Why, Counter> rejected = new EnumMap<>(Why.class);
        for (Why why : Why.values()) {
            rejected.put(
                    why,
                    Counter.builder("tocsin.spool.rejected")
                            .description("Files that were set aside, by what is wrong with them")
                            .tag("reason", why.word())
                            .register(registry));
        }
        made = new Made(
                registry,
                Counter.builder("tocsin.spool.taken")
                        .description("Files whose events were taken in")
                        .register(registry),
                rejected,
                Gauge.builder("tocsin.spool.waiting", waiting, AtomicInteger::get)
                        .description("Files that the queue does not take yet, or that wait for a plugin")
                        .register(registry));
    }

    void unsetMeters(MeterRegistry registry) {
        Made now = made;
        if (now != null && now.registry() == registry) {
            made = null;
            registry.remove(now.taken());
            registry.remove(now.waiting());
            now.rejected().values().forEach(registry::remove);
        }
    }

    void taken() {
        Made now = made;
        if (now != null) {
            now.taken().increment();
        }
    }

    void rejected(Why why) {
        Made now = made;
        if (now != null) {
            Counter counter = now.rejected().get(why);
            if (counter != null) {
                counter.increment();
            }
        }
    }

    void waiting(int files) {
        waiting.set(files);
    }
}
