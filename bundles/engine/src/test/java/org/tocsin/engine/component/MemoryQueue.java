// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;

/** A queue that keeps its events in memory and, as the real one, completes its stages on its only writer thread. */
public final class MemoryQueue implements EventQueue, AutoCloseable {

    public static final String WRITER = "writer";

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Map<String, Receipt> submissions = new ConcurrentHashMap<>();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(work -> new Thread(work, WRITER));
    private volatile QueueRefusedException.@Nullable Reason refusal;

    /** From now on refuses everything for this reason; null to accept again. */
    public void refuse(QueueRefusedException.@Nullable Reason reason) {
        refusal = reason;
    }

    public List<Event> events() {
        return events;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the stage says how it ended
    public CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        writer.submit(() -> {
            QueueRefusedException.Reason reason = refusal;
            if (reason != null) {
                return receipt.completeExceptionally(new QueueRefusedException(reason, "queue: is " + reason));
            }
            Receipt first = submission == null ? null : submissions.get(event.lane() + " " + submission.text());
            return receipt.complete(first == null ? keep(event, submission) : first);
        });
        return receipt;
    }

    private Receipt keep(Event event, @Nullable SubmissionId submission) {
        events.add(event);
        long order = events.size();
        Receipt receipt = new Receipt(order, String.format("%032x", order), event.dedupKey());
        if (submission != null) {
            submissions.put(event.lane() + " " + submission.text(), receipt);
        }
        return receipt;
    }

    @Override
    public List<LaneStatus> status() {
        return List.of();
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
