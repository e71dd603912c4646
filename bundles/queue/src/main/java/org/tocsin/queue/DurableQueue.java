// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.QueueRefusedException.Reason;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.StoreException;

/** The queue over an open store. A receipt is given after the commit, and never for anything else. */
final class DurableQueue implements EventQueue {

    // together with the end of the threads less than two seconds
    private static final Duration GRACE = Duration.ofMillis(800);
    private static final Duration LETTING_GO = Duration.ofMillis(800);

    private final WatchedStore store;
    private final Dispatcher dispatcher;
    private final StoreControl control;
    private final Meters meters;
    private final EventTrail trail;
    private final LongSupplier nanoTime;
    private final String identity;
    private volatile boolean closing;

    private DurableQueue(WatchedStore store, Dispatcher dispatcher, Meters meters, LongSupplier nanoTime) {
        this.store = store;
        this.dispatcher = dispatcher;
        this.meters = meters;
        this.nanoTime = nanoTime;
        this.identity = store.identity();
        this.trail = new EventTrail(() -> identity);
        this.control = new StoreControl(store, dispatcher);
    }

    /** @throws StoreException when the store cannot be opened */
    static DurableQueue open(EventStore store, Settings settings, Surroundings surroundings, Meters meters)
            throws StoreException {
        WatchedStore watched = new WatchedStore(store);
        Dispatcher dispatcher = new Dispatcher(watched, settings, surroundings, meters);
        dispatcher.start(watched.open(dispatcher));
        new DeadLetterRetention(settings.deadLetters(), watched, dispatcher, surroundings).begin();
        meters.over(new MeterSources(dispatcher.roll(), watched::use, surroundings.clock(), settings.laneMeters()));
        return new DurableQueue(watched, dispatcher, meters, surroundings.nanoTime());
    }

    static Surroundings realSurroundings(Threads threads) {
        return new Surroundings(
                Clock.systemUTC(), System::nanoTime, new SplittableRandom(), threads.pool(), threads.timers());
    }

    StoreControl control() {
        return control;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    @Override
    public CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
        if (closing) {
            meters.refused(Reason.NOT_READY);
            return CompletableFuture.failedStage(new QueueRefusedException(
                    Reason.NOT_READY, "queue: the agent is stopping, try again when it is back"));
        }
        long begin = nanoTime.getAsLong();
        String request = EventTrail.request();
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        Settler.call(() -> store.append(event, submission)).whenComplete((stored, failure) -> {
            if (failure != null) {
                QueueRefusedException refusal = Refusals.of(Settler.cause(failure));
                meters.refused(refusal.reason());
                receipt.completeExceptionally(refusal);
                return;
            }
            Duration commit = Duration.ofNanos(nanoTime.getAsLong() - begin);
            meters.accepted(commit);
            trail.accepted(event, stored, commit, request);
            receipt.complete(receipt(stored));
        });
        return receipt;
    }

    @Override
    public List<LaneStatus> status() {
        return dispatcher.status();
    }

    Health health() {
        return QueueHealth.of(dispatcher.load(QueueHealth.BLOCKED), store.trouble());
    }

    /** Events that are not settled by now stay in the store. */
    void close() {
        closing = true;
        dispatcher.close(GRACE, LETTING_GO);
        store.close();
        meters.close();
    }

    private Receipt receipt(Appended stored) {
        return new Receipt(stored.order(), ReceiptKey.of(identity, stored.order()), stored.dedupKey());
    }
}
