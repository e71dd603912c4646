// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.QueueRefusedException.Reason;
import org.tocsin.api.Receipt;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/** The queue over an open store. A receipt is given after the commit, and never for anything else. */
final class DurableQueue implements EventQueue {

    // together with the end of the threads less than two seconds
    private static final Duration GRACE = Duration.ofMillis(800);
    private static final Duration LETTING_GO = Duration.ofMillis(800);

    private final EventStore store;
    private final Dispatcher dispatcher;
    private final Meters meters;
    private final LongSupplier nanoTime;
    private final String identity;
    private volatile boolean closing;

    private DurableQueue(EventStore store, Dispatcher dispatcher, Meters meters, LongSupplier nanoTime) {
        this.store = store;
        this.dispatcher = dispatcher;
        this.meters = meters;
        this.nanoTime = nanoTime;
        this.identity = store.identity();
    }

    /** @throws StoreException when the store cannot be opened */
    static DurableQueue open(
            EventStore store, Settings settings, Surroundings surroundings, LongSupplier nanoTime, Meters meters)
            throws StoreException {
        Dispatcher dispatcher = new Dispatcher(store, settings, surroundings, meters);
        dispatcher.start(store.open(dispatcher));
        return new DurableQueue(store, dispatcher, meters, nanoTime);
    }

    static Surroundings realSurroundings(Threads threads) {
        return new Surroundings(Clock.systemUTC(), new SplittableRandom(), threads.pool(), threads.timers());
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    @Override
    public CompletionStage<Receipt> accept(Event event) {
        if (closing) {
            return CompletableFuture.failedStage(new QueueRefusedException(
                    Reason.NOT_READY, "queue: the agent is stopping, try again when it is back"));
        }
        long begin = nanoTime.getAsLong();
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        Settler.call(() -> store.append(event)).whenComplete((stored, failure) -> {
            if (failure != null) {
                receipt.completeExceptionally(refusal(Settler.cause(failure)));
                return;
            }
            meters.accepted(event.lane().id(), Duration.ofNanos(nanoTime.getAsLong() - begin));
            receipt.complete(receipt(stored));
        });
        return receipt;
    }

    @Override
    public List<LaneStatus> status() {
        return dispatcher.status();
    }

    @Override
    public CompletionStage<Integer> retry(Predicate<Lane> lanes) {
        CompletionStage<Integer> sum = CompletableFuture.completedStage(0);
        for (Lane lane : dispatcher.withDeadLetters()) {
            if (lanes.test(lane)) {
                sum = sum.thenCombine(requeue(lane), Integer::sum);
            }
        }
        return sum.exceptionallyCompose(failure -> CompletableFuture.failedStage(refusal(Settler.cause(failure))));
    }

    Load load(Duration bound) {
        return dispatcher.load(bound);
    }

    /** Events that are not settled by now stay in the store. */
    void close() {
        closing = true;
        dispatcher.close(GRACE, LETTING_GO);
        store.close();
        meters.close();
    }

    private CompletionStage<Integer> requeue(Lane lane) {
        return Settler.call(() -> store.requeue(lane)).thenApply(count -> {
            dispatcher.requeued(lane, count);
            return count;
        });
    }

    private Receipt receipt(StoredEvent stored) {
        return new Receipt(
                stored.order(),
                ReceiptKey.of(identity, stored.order()),
                stored.event().dedupKey());
    }

    private static QueueRefusedException refusal(Throwable cause) {
        boolean full = cause instanceof StoreException problem && problem.full();
        String message = cause instanceof StoreException ? cause.getMessage() : null;
        return new QueueRefusedException(
                full ? Reason.FULL : Reason.NOT_READY,
                "queue: " + (message == null ? "the store failed, see the log: " + cause : message),
                cause);
    }
}
