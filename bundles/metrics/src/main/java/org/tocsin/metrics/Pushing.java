// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.graphite.GraphiteReporter;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import io.micrometer.graphite.GraphiteConfig;
import io.micrometer.graphite.GraphiteMeterRegistry;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdFlavor;
import io.micrometer.statsd.StatsdMeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A registry that pushes what is counted to one target, from threads of its own.
 *
 * @param registry where it is counted
 * @param way how it goes
 * @param end ends the threads; may take the time of a connection
 */
record Pushing(MeterRegistry registry, Way way, Runnable end) {

    static Pushing toStatsd(Target target, StatsdFlavor flavour) {
        Way way = new Way("statsd " + target);
        UdpLines lines = new UdpLines(target, way);
        StatsdConfig config = new StatsdConfig() {
            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public StatsdFlavor flavor() {
                return flavour;
            }

            @Override
            public Duration pollingFrequency() {
                return target.interval();
            }

            @Override
            public Duration step() {
                return target.interval();
            }
        };
        StatsdMeterRegistry registry = StatsdMeterRegistry.builder(config)
                .clock(Clock.SYSTEM)
                .lineSink(lines)
                .build();
        prepare(registry, target, flavour == StatsdFlavor.TELEGRAF ? NamingConvention.snakeCase : NamingConvention.dot);
        return new Pushing(registry, way, () -> {
            registry.close();
            lines.close();
        });
    }

    static Pushing toGraphite(Target target) {
        Way way = new Way("graphite " + target);
        GraphiteConfig config = new GraphiteConfig() {
            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public Duration step() {
                return target.interval();
            }
        };
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, "tocsin-metrics-graphite");
            made.setDaemon(true);
            return made;
        });
        MetricRegistry metrics = new MetricRegistry();
        GraphiteReporter reporter = GraphiteReporter.forRegistry(metrics)
                .convertRatesTo(TimeUnit.SECONDS)
                .convertDurationsTo(TimeUnit.SECONDS)
                // else all that is below 5 ms is told as 0.00
                .withFloatingPointFormatter(Pushing::plain)
                .scheduleOn(thread)
                .shutdownExecutorOnStop(true)
                .build(new WatchedSender(target, way));
        GraphiteMeterRegistry registry =
                new GraphiteMeterRegistry(config, Clock.SYSTEM, HierarchicalNameMapper.DEFAULT, metrics, reporter);
        prepare(registry, target, NamingConvention.dot);
        return new Pushing(registry, way, registry::close);
    }

    private static String plain(double value) {
        return Double.isFinite(value) ? BigDecimal.valueOf(value).toPlainString() : String.valueOf(value);
    }

    /** Names with the prefix, and no buckets: those who are pushed to make percentiles of their own. */
    private static void prepare(MeterRegistry registry, Target target, NamingConvention names) {
        registry.config().namingConvention(new NamingConvention() {
            @Override
            public String name(String name, Meter.Type type, @Nullable String unit) {
                return target.prefix() + names.name(name, type, unit);
            }

            @Override
            public String tagKey(String key) {
                return names.tagKey(key);
            }

            @Override
            public String tagValue(String value) {
                // dots would make levels of it, and blanks and colons end it
                return value.replaceAll("[^A-Za-z0-9_-]+", "_");
            }
        });
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return DistributionStatisticConfig.builder()
                        .percentilesHistogram(false)
                        .expiry(config.getExpiry())
                        .bufferLength(config.getBufferLength())
                        .build();
            }
        });
    }
}
