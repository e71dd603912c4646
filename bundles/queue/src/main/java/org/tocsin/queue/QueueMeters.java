// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Outcome;
import org.tocsin.api.QueueRefusedException.Reason;
import org.tocsin.queue.Tally.Figure;

/**
 * Our meters in one registry, looked up there once. None of them has a lane in it, so there are a few dozen however many
 * lanes there are; lanes by themselves are shown by {@link LaneSeries}.
 */
final class QueueMeters {

    /** From one sync of a fast disk to what a sender waits for. */
    private static final Duration[] COMMIT_BUCKETS = millis(1, 2, 5, 10, 25, 50, 100, 250, 1_000, 5_000, 10_000);

    /** From a near gateway to the deadline of an attempt. */
    private static final Duration[] ATTEMPT_BUCKETS =
            millis(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000);

    private final MeterRegistry registry;
    private final Set<Meter> made = ConcurrentHashMap.newKeySet();
    private final Map<AttemptKind, Timer> attempts = new ConcurrentHashMap<>();
    private final Map<Reason, Counter> refusals = new ConcurrentHashMap<>();
    private final Timer commits;
    private volatile boolean released;

    private record AttemptKind(String channel, String outcome) {}

    QueueMeters(MeterRegistry registry) {
        this.registry = registry;
        this.commits = keep(Timer.builder("tocsin.queue.commit")
                .description("From acceptance to commit")
                .serviceLevelObjectives(COMMIT_BUCKETS)
                .register(registry));
        for (Reason reason : Reason.values()) {
            refusals.put(reason, refusal(reason)); // a rate needs its zero
        }
    }

    /** Everything that is read when somebody asks. */
    void watch(MeterSources sources) {
        Tally sum = sources.roll().sum();
        counter("accepted", sum, Figure.ACCEPTED);
        counter("delivered", sum, Figure.DELIVERED);
        counter("retried", sum, Figure.RETRIED);
        counter("rejected", sum, Figure.REJECTED);
        counter("dropped", sum, Figure.DROPPED);
        counter("folded", sum, Figure.FOLDED);
        gauge("depth", Figure.WAITING.help(), null, sources, from -> sum.get(Figure.WAITING));
        gauge("dead", Figure.DEAD.help(), null, sources, from -> sum.get(Figure.DEAD));
        gauge("held", Figure.HELD.help(), null, sources, from -> sum.get(Figure.HELD));
        gauge("lanes", "Lanes", null, sources, from -> from.roll().size());
        gauge(
                "oldest.age",
                "How long the event that waits longest has done so",
                "seconds",
                sources,
                MeterSources::oldestAge);
        gauge(
                "used",
                "What counts against the limit of the store",
                "bytes",
                sources,
                from -> from.use().get().usedBytes());
        gauge(
                "max",
                "The limit of the store",
                "bytes",
                sources,
                from -> from.use().get().maxBytes());
    }

    void committed(Duration time) {
        commits.record(time);
    }

    void refused(Reason reason) {
        refusals.computeIfAbsent(reason, this::refusal).increment();
    }

    void attempted(String channel, Outcome outcome, Duration time) {
        attempts.computeIfAbsent(new AttemptKind(channel, word(outcome)), this::attempt)
                .record(time);
    }

    /** Takes them out of the registry, which would hold us by them. */
    void release() {
        released = true;
        made.forEach(registry::remove);
    }

    private static String word(Outcome outcome) {
        return outcome instanceof Outcome.Delivered
                ? "delivered"
                : outcome instanceof Outcome.Rejected ? "rejected" : "later";
    }

    private Counter refusal(Reason reason) {
        return keep(Counter.builder("tocsin.queue.refused")
                .description("Events that were not accepted")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry));
    }

    private Timer attempt(AttemptKind kind) {
        return keep(Timer.builder("tocsin.queue.attempt")
                .description("One attempt to deliver, and what became of it")
                .tag("channel", kind.channel())
                .tag("outcome", kind.outcome())
                .serviceLevelObjectives(ATTEMPT_BUCKETS)
                .register(registry));
    }

    private void counter(String name, Tally sum, Figure figure) {
        keep(FunctionCounter.builder("tocsin.queue." + name, sum, tally -> tally.get(figure))
                .description(figure.help())
                .register(registry));
    }

    private void gauge(
            String name,
            String help,
            @Nullable String unit,
            MeterSources sources,
            ToDoubleFunction<MeterSources> value) {
        keep(Gauge.builder("tocsin.queue." + name, sources, value)
                .description(help)
                .baseUnit(unit)
                .strongReference(true)
                .register(registry));
    }

    private <M extends Meter> M keep(M meter) {
        made.add(meter);
        if (released) {
            registry.remove(meter); // it was released while we counted
        }
        return meter;
    }

    private static Duration[] millis(long... bounds) {
        Duration[] durations = new Duration[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            durations[i] = Duration.ofMillis(bounds[i]);
        }
        return durations;
    }
}
