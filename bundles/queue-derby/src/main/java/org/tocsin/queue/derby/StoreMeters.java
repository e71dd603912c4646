// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long commits take and how much is in one; while a registry is there to count in. One that fails spoils the counts
 * and nothing else.
 */
final class StoreMeters {

    private static final Logger LOG = LoggerFactory.getLogger(StoreMeters.class);

    /** From one sync of a fast disk to one that is about to give up. */
    private static final Duration[] COMMIT_BUCKETS = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private static final double[] BATCH_BUCKETS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000};

    private record Made(MeterRegistry registry, Timer commits, DistributionSummary batches, Counter failures) {
        static Made in(MeterRegistry registry) {
            return new Made(
                    registry,
                    Timer.builder("tocsin.queue.derby.commit")
                            .description("One commit of the writer, the sync of the disk included")
                            .serviceLevelObjectives(COMMIT_BUCKETS)
                            .register(registry),
                    DistributionSummary.builder("tocsin.queue.derby.batch")
                            .description("How much one commit makes durable: events, settlements, changes")
                            .baseUnit("operations")
                            .serviceLevelObjectives(BATCH_BUCKETS)
                            .register(registry),
                    Counter.builder("tocsin.queue.derby.failures")
                            .description("Commits that failed")
                            .register(registry));
        }

        void release() {
            List.<Meter>of(commits, batches, failures).forEach(registry::remove);
        }
    }

    private volatile @Nullable Made made;

    synchronized void use(MeterRegistry registry) {
        guarded(() -> made = Made.in(registry));
    }

    synchronized void release(MeterRegistry registry) {
        Made now = made;
        if (now != null && now.registry() == registry) {
            made = null;
            guarded(now::release);
        }
    }

    /** A commit went well. */
    void committed(long nanos, int operations) {
        with(now -> {
            now.commits().record(Duration.ofNanos(nanos));
            now.batches().record(operations);
        });
    }

    void failed() {
        with(now -> now.failures().increment());
    }

    private void with(Consumer<Made> step) {
        Made now = made;
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
