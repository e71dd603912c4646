// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

/** The process itself: heap, collections, threads, files, processor, how long it runs, and what it is. */
final class ProcessMeters implements AutoCloseable {

    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** What is left out: in nanoseconds, which is no base unit, and {@code process.cpu.usage} tells the same. */
    static final String LEFT_OUT = "process.cpu.time";

    ProcessMeters(MeterRegistry registry, String version) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        Gauge.builder("tocsin.metrics.build.info", () -> 1)
                .description("What runs here")
                .tag("version", version)
                .tag("java", Runtime.version().toString())
                .register(registry);
    }

    /** Does not listen to collections any more. */
    @Override
    public void close() {
        collections.close();
    }
}
