// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Backoff;
import org.tocsin.api.Delivery;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Outcome;
import org.tocsin.api.store.StoredEvent;

/**
 * One call of a channel, which ends exactly once and never while the channel still holds the calling thread.
 *
 * <p>A channel ends by itself within its own deadline; this one's is longer and fires only when a channel breaks that
 * promise. Two attempts of a lane side by side could swap events on their way, so the first is told to stop (its thread
 * is interrupted, its stage cancelled), a channel that keeps the thread even then keeps its lane waiting, and the next
 * attempt keeps a distance of one more deadline, in which whatever was on its way comes to its end.
 */
final class Attempt {

    /** For channels that fail without saying how to go on. */
    static final Backoff UNEXPLAINED = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), true);

    /** An attempt that lasts longer is slow. */
    static final Duration SLOW = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final String laneId;
    private final DeliveryChannel channel;
    private final StoredEvent event;
    private final Delivery delivery;
    private final Duration deadline;
    private final Consumer<Attempt> slow;
    private final BiConsumer<Attempt, Outcome> end;

    private @Nullable Thread caller;
    private @Nullable CompletionStage<Outcome> answer;
    private @Nullable String stopReason;
    private Timers.@Nullable Cancellation alarm;
    private boolean ended;

    Attempt(
            String laneId,
            DeliveryChannel channel,
            StoredEvent event,
            int number,
            Duration deadline,
            Consumer<Attempt> slow,
            BiConsumer<Attempt, Outcome> end) {
        this.laneId = laneId;
        this.channel = channel;
        this.event = event;
        this.delivery = new Delivery(event.event(), event.order(), number);
        this.deadline = deadline;
        this.slow = slow;
        this.end = end;
    }

    StoredEvent event() {
        return event;
    }

    /** Which attempt of its event this is, from 1. */
    int number() {
        return delivery.attempt();
    }

    /** Makes the call, on this thread. */
    void run(Timers timers) {
        boolean stopped;
        synchronized (this) {
            stopped = stopReason != null;
            caller = Thread.currentThread();
            alarm = timers.after(SLOW.compareTo(deadline) < 0 ? SLOW : deadline, () -> takesLong(timers));
        }
        if (stopped) { // before it began
            finish(null, null);
            return;
        }
        CompletionStage<Outcome> stage = call();
        synchronized (this) {
            caller = null;
            Thread.interrupted(); // a stop meant the call, not what this thread does next
            answer = stage;
        }
        stage.whenComplete((outcome, failure) -> finish(outcome, failure));
        if (stopReason() != null) {
            cancel(stage);
        }
    }

    private void takesLong(Timers timers) {
        Duration left = deadline.minus(SLOW);
        synchronized (this) {
            if (ended) {
                return;
            }
            if (left.compareTo(Duration.ZERO) > 0) {
                alarm = timers.after(left, this::overdue);
            }
        }
        if (left.compareTo(Duration.ZERO) > 0) {
            slow.accept(this);
        } else {
            overdue();
        }
    }

    private void overdue() {
        String reason = "no answer within " + deadline + ", told to stop";
        LOG.warn(
                "TOCSIN-QUEUE-004 lane {}: channel {}: {}",
                laneId,
                delivery.event().lane().channel(),
                reason);
        stop(reason);
    }

    /** Tells the channel to stop; the attempt ends as soon as the channel has let go of the calling thread. */
    void stop(String reason) {
        CompletionStage<Outcome> stage;
        synchronized (this) {
            if (ended) {
                return;
            }
            stopReason = reason;
            stage = answer;
            if (caller != null) {
                caller.interrupt();
            }
        }
        if (stage != null) {
            cancel(stage);
        }
    }

    private CompletionStage<Outcome> call() {
        try {
            return Objects.requireNonNull(channel.deliver(delivery), "the channel gave no stage");
        } catch (VirtualMachineError e) {
            finish(null, e); // its thread may be lost, its lane must not be
            throw e;
        } catch (Throwable e) { // whatever a stranger's code throws: its lane must go on
            return CompletableFuture.failedStage(e);
        }
    }

    private void cancel(CompletionStage<Outcome> stage) {
        try {
            stage.toCompletableFuture().cancel(true);
        } catch (RuntimeException e) {
            LOG.debug("lane {}: the channel's stage cannot be cancelled", laneId, e);
        }
        finish(null, null);
    }

    private void finish(@Nullable Outcome outcome, @Nullable Throwable failure) {
        Timers.Cancellation pending;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            pending = alarm;
        }
        if (pending != null) {
            pending.cancel();
        }
        end.accept(this, outcome != null ? outcome : explain(failure));
    }

    private Outcome explain(@Nullable Throwable failure) {
        String reason = stopReason();
        if (reason != null) {
            return new Outcome.RetryLater(reason, UNEXPLAINED, deadline);
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        LOG.debug("lane {}: the channel failed", laneId, cause);
        return new Outcome.RetryLater(
                cause == null ? "the channel gave no outcome" : cause.toString(), UNEXPLAINED, null);
    }

    private synchronized @Nullable String stopReason() {
        return stopReason;
    }
}
