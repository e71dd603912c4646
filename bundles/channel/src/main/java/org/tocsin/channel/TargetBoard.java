// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.HealthPart;
import org.tocsin.api.Outcome;

/**
 * The targets of a channel, as their files come and go, and how the way to each of them is: the line of the channel in
 * {@code tocsin status}.
 *
 * @param <S> what a target's file says
 */
public class TargetBoard<S extends Destination> implements HealthPart {

    private static final Logger LOG = LoggerFactory.getLogger(TargetBoard.class);
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final String channel;
    private final @Nullable String problem;
    private final TargetKind<S> kind;
    private final Map<String, WatchedTarget<S>> targets = new ConcurrentSkipListMap<>();
    private final Map<String, Last> last = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    /**
     * The last attempt for a name.
     *
     * @param throttled whether it was a request to slow down, after which the way is known to be open
     * @param nanos when
     */
    private record Last(Outcome outcome, boolean throttled, long nanos) {}

    /** A target that is there, until it is let go. */
    public interface Taken extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Of one channel.
     *
     * @param reading reads the channel's configuration, only to say whether it is right: throws
     *     {@link IllegalArgumentException} when it is not
     */
    protected TargetBoard(String channel, Runnable reading, TargetKind<S> kind) {
        this(channel, reading, kind, System::nanoTime);
    }

    TargetBoard(String channel, Runnable reading, TargetKind<S> kind, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.channel = channel;
        this.problem = problem(reading);
        this.kind = kind;
        if (problem != null) {
            LOG.error("{} nothing is delivered: {}", message(1), problem);
        }
    }

    private static @Nullable String problem(Runnable reading) {
        try {
            reading.run();
            return null;
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /**
     * Takes a target in; of two with one name the later one counts.
     *
     * @param properties of its file, as Declarative Services give them
     */
    public final Taken take(Map<String, ?> properties) {
        WatchedTarget<S> target = new WatchedTarget<>(kind, kind.file(properties), this::tell);
        String name = target.known().name();
        targets.put(name, target);
        tell(target);
        return () -> targets.remove(name, target);
    }

    private void tell(WatchedTarget<S> watched) {
        Target<S> target = watched.known();
        last.remove(target.name());
        if (target.problem() != null) {
            LOG.error("{} nothing is delivered to {}: {}", message(4), target.name(), target.problem());
        }
        S settings = target.settings();
        if (settings != null && settings.isExposed()) {
            LOG.warn(
                    "{} what goes to {} travels unencrypted to {}, use TLS",
                    message(2),
                    target.name(),
                    settings.peer());
        }
        Path openToOthers = watched.file().openToOthers();
        if (openToOthers != null) {
            LOG.warn(
                    "{} everybody on this host can read {}, close it with chmod 600",
                    message(5),
                    openToOthers.getFileName());
        }
    }

    /** The target of this name, or null. */
    final @Nullable Target<S> find(String name) {
        WatchedTarget<S> target = targets.get(name);
        return target == null ? null : target.current();
    }

    /** The factory PID of the targets. */
    final String targetPid() {
        return kind.pid();
    }

    /** Takes note of an attempt. */
    final void attempted(String name, Outcome outcome, boolean throttled) {
        last.put(name, new Last(outcome, throttled, nanoTime.getAsLong()));
    }

    @Override
    public final String part() {
        return channel;
    }

    @Override
    public final Health health() {
        if (problem != null) {
            return new Health(State.DEGRADED, message(1) + " nothing is delivered: " + problem);
        }
        List<String> wrong = new ArrayList<>();
        List<String> fine = new ArrayList<>();
        for (WatchedTarget<S> watched : targets.values()) {
            String said = watched.current().problem();
            if (said != null) {
                wrong.add(message(4) + ' ' + said);
            }
        }
        forgetGone();
        last.forEach((name, attempt) -> {
            WatchedTarget<S> target = targets.get(name);
            if (target == null || target.known().problem() == null) {
                (isOpen(attempt) ? fine : wrong).add(name + ": " + said(attempt.outcome()));
            }
        });
        if (!wrong.isEmpty()) {
            return new Health(State.DEGRADED, String.join("; ", wrong));
        }
        String names = targets.isEmpty() ? "no targets" : "targets " + String.join(", ", targets.keySet());
        return new Health(State.READY, fine.isEmpty() ? names : names + "; last answer of " + String.join("; ", fine));
    }

    /** A name without a target is of interest as long as a lane tries it. */
    private void forgetGone() {
        long before = nanoTime.getAsLong() - REMEMBERED.toNanos();
        last.entrySet()
                .removeIf(entry ->
                        !targets.containsKey(entry.getKey()) && entry.getValue().nanos() - before < 0);
    }

    private static boolean isOpen(Last attempt) {
        return attempt.throttled() || !(attempt.outcome() instanceof Outcome.RetryLater);
    }

    private static String said(Outcome outcome) {
        if (outcome instanceof Outcome.Delivered delivered) {
            return delivered.answer();
        }
        return outcome instanceof Outcome.Rejected rejected
                ? rejected.answer()
                : ((Outcome.RetryLater) outcome).reason();
    }

    /** The number of a message is the same in every channel. */
    private String message(int number) {
        return String.format(Locale.ROOT, "TOCSIN-%s-%03d", channel.toUpperCase(Locale.ROOT), number);
    }
}
