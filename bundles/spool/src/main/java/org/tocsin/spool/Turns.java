// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.IntakeGate;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.QueueRefusedException.Reason;

/**
 * Whose turn it is. As long as what was dropped before is not taken in, an event at a door waits, and is refused as "not
 * ready" when that takes too long: its sender drops it, behind the others. It waits for the end of the next pass, not for
 * an end of files: those that are dropped without an end keep nobody out. Of a lane whose files the queue has refused it
 * takes no other event, either; and of no lane after a pass that was cut short, until one has looked at all files.
 */
final class Turns implements IntakeGate {

    static final Duration PATIENCE = Duration.ofSeconds(3);

    static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    private final BooleanSupplier nothingDropped;
    private final Runnable wake;
    private final LongSupplier nanoTime;
    private final List<Waiter> waiters = new ArrayList<>();
    private volatile Held held = new Held(false, Set.of(), Set.of(), null);

    /** One more at the beginning of a pass and at its end: odd while files may be neither dropped nor on the queue. */
    private volatile long pass;

    private volatile boolean closed;
    private volatile boolean failed;

    /**
     * What must wait.
     *
     * @param through whether the last pass has looked at all files that were there: else there may be some of any lane
     * @param lanes those of which the queue has refused a file
     * @param channels those whose files nobody reads yet
     * @param reason what it was refused with
     */
    private record Held(
            boolean through,
            Set<Lane> lanes,
            Set<String> channels,
            @Nullable QueueRefusedException reason) {
        boolean isOpen(Lane lane) {
            return through && !lanes.contains(lane) && !channels.contains(lane.channel());
        }
    }

    private record Waiter(Lane lane, CompletableFuture<Void> turn, long until, long bornIn) {}

    /**
     * Closed until the first pass has ended.
     *
     * @param nothingDropped whether nothing was dropped that was not taken in; asked often
     * @param wake asks for a pass
     */
    Turns(BooleanSupplier nothingDropped, Runnable wake, LongSupplier nanoTime) {
        this.nothingDropped = nothingDropped;
        this.wake = wake;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletionStage<Void> turn(Lane lane) {
        long before = pass;
        if (!closed && isIdle(before) && held.isOpen(lane) && nothingDropped.getAsBoolean() && pass == before) {
            return NOW;
        }
        CompletableFuture<Void> turn = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                turn.completeExceptionally(closing());
                return turn;
            }
            QueueRefusedException refusal = refusal(lane);
            if (refusal != null) {
                turn.completeExceptionally(refusal);
                return turn;
            }
            waiters.add(new Waiter(lane, turn, nanoTime.getAsLong() + PATIENCE.toNanos(), pass));
        }
        wake.run();
        return turn;
    }

    /** A lane waits as its files do, and for the same reason. */
    private @Nullable QueueRefusedException refusal(Lane lane) {
        Held now = held;
        return now.reason() == null || !now.lanes().contains(lane)
                ? null
                : new QueueRefusedException(
                        now.reason().reason(),
                        "spool: events of this lane wait there, because of "
                                + now.reason().getMessage());
    }

    private static boolean isIdle(long pass) {
        return pass % 2 == 0;
    }

    /** Who waits now waits for the pass that begins. */
    synchronized void passBegins() {
        long now = pass;
        pass = now + (isIdle(now) ? 1 : 2); // also after a pass that failed
    }

    /**
     * Lets those pass who waited for it.
     *
     * @param through whether all that was there at its beginning has been looked at
     */
    void passEnded(boolean through, Set<Lane> lanes, Set<String> channels, @Nullable QueueRefusedException reason) {
        long ended;
        synchronized (this) {
            held = new Held(through, lanes, channels, reason);
            failed = false;
            ended = pass;
            pass = ended + 1;
        }
        Held now = held;
        leave(
                waiter -> waiter.bornIn() < ended && (now.isOpen(waiter.lane()) || refusal(waiter.lane()) != null),
                false);
    }

    /** A pass went wrong inside, and nobody knows what is there: who has waited long enough goes on, until one does not. */
    void passFailed() {
        failed = true;
    }

    /** Those who have waited long enough. */
    void expire() {
        long now = nanoTime.getAsLong();
        leave(waiter -> waiter.until() - now <= 0, true);
    }

    /** When the next one has waited long enough; null when nobody waits. */
    synchronized @Nullable Duration nextExpiry() {
        long now = nanoTime.getAsLong();
        return waiters.stream()
                .map(waiter -> Duration.ofNanos(Math.max(0, waiter.until() - now)))
                .min(Duration::compareTo)
                .orElse(null);
    }

    /** Nobody waits any more, and nobody goes on: there may be files that came before, for who takes them in next. */
    void close() {
        List<Waiter> leaving;
        synchronized (this) {
            closed = true;
            leaving = List.copyOf(waiters);
            waiters.clear();
        }
        leaving.forEach(waiter -> waiter.turn().completeExceptionally(closing()));
    }

    private static QueueRefusedException closing() {
        return new QueueRefusedException(Reason.NOT_READY, "spool: it is stopping, try again in a moment");
    }

    private void leave(Predicate<Waiter> which, boolean late) {
        List<Waiter> leaving;
        synchronized (this) {
            leaving = waiters.stream().filter(which).toList();
            waiters.removeAll(leaving);
        }
        for (Waiter waiter : leaving) {
            QueueRefusedException refusal = refusal(waiter.lane());
            if (refusal == null && late && !failed) {
                refusal = tooLate();
            }
            if (refusal == null) {
                waiter.turn().complete(null);
            } else {
                waiter.turn().completeExceptionally(refusal);
            }
        }
    }

    private QueueRefusedException tooLate() {
        Held now = held;
        return now.through() || now.reason() == null
                ? new QueueRefusedException(
                        Reason.NOT_READY, "spool: what was dropped before is being taken in, try again in a moment")
                : new QueueRefusedException(
                        now.reason().reason(),
                        "spool: events that came before wait there, because of "
                                + now.reason().getMessage());
    }
}
