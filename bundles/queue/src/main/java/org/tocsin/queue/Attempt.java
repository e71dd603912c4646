// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Backoff;
import org.tocsin.api.Delivery;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Outcome;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.Slots.Slot;

/**
 * One call of a channel, which ends exactly once and never while the channel still holds the calling thread.
 *
 * <p>A channel ends by itself within its own deadline; this one's is longer and fires only when a channel breaks that
 * promise. Two attempts of a lane side by side could swap events on their way, so the first is told to stop (its thread
 * is interrupted, its stage cancelled), a channel that keeps the thread even then keeps its lane waiting, and the next
 * attempt keeps a distance of one more deadline, in which whatever was on its way comes to its end.
 */
final class Attempt implements Runnable {

    /** Who waits for it. */
    @FunctionalInterface
    interface Listener {
        /** It is over; called once. */
        void ended(Attempt attempt, Outcome outcome);
    }

    /** For channels that fail without saying how to go on. */
    static final Backoff UNEXPLAINED = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), true);

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final Slot slot;
    private final DeliveryChannel channel;
    private final StoredEvent event;
    private final Delivery delivery;
    private final Duration deadline;
    private final Listener listener;

    private @Nullable Thread caller;
    private @Nullable CompletionStage<Outcome> answer;
    private @Nullable String stopReason;
    private boolean ended;

    /** @param deadline how far the next attempt is to keep away from one that was told to stop */
    Attempt(
            Slot slot,
            DeliveryChannel channel,
            StoredEvent event,
            Delivery delivery,
            Duration deadline,
            Listener listener) {
        this.slot = slot;
        this.channel = channel;
        this.event = event;
        this.delivery = delivery;
        this.deadline = deadline;
        this.listener = listener;
    }

    Slot slot() {
        return slot;
    }

    StoredEvent event() {
        return event;
    }

    /** Which attempt of its event this is, from 1. */
    int number() {
        return delivery.attempt();
    }

    /** Makes the call, on this thread. */
    @Override
    public void run() {
        boolean stopped;
        synchronized (this) {
            stopped = stopReason != null;
            caller = Thread.currentThread();
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

    /** It is over its deadline. */
    void overdue() {
        synchronized (this) {
            if (ended) {
                return;
            }
        }
        String reason = "no answer within " + deadline + ", told to stop";
        LOG.warn(
                "TOCSIN-QUEUE-004 lane {}: channel {}: {}",
                slot.lane().id(),
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
            LOG.debug(
                    "lane {}: the channel's stage cannot be cancelled",
                    slot.lane().id(),
                    e);
        }
        finish(null, null);
    }

    private void finish(@Nullable Outcome outcome, @Nullable Throwable failure) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        listener.ended(this, outcome != null ? outcome : explain(failure));
    }

    private Outcome explain(@Nullable Throwable failure) {
        String reason = stopReason();
        if (reason != null) {
            return new Outcome.RetryLater(reason, UNEXPLAINED, deadline);
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        LOG.debug("lane {}: the channel failed", slot.lane().id(), cause);
        return new Outcome.RetryLater(
                cause == null ? "the channel gave no outcome" : cause.toString(), UNEXPLAINED, null);
    }

    private synchronized @Nullable String stopReason() {
        return stopReason;
    }
}
