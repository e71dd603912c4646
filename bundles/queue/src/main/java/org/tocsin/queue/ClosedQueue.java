// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventQueue;
import org.tocsin.api.EventRecord;
import org.tocsin.api.Inspection;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueControl;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.QueueRefusedException.Reason;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;

/** Stands where a queue could not be opened, and says why to everybody who comes. */
final class ClosedQueue implements EventQueue, QueueControl {

    private final String problem;

    ClosedQueue(String problem) {
        this.problem = problem;
    }

    @Override
    public CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
        return refused();
    }

    @Override
    public List<LaneStatus> status() {
        return List.of();
    }

    @Override
    public List<EventRecord> list(EventFilter filter) throws QueueRefusedException {
        throw notReady();
    }

    @Override
    public Optional<EventRecord> find(long order) throws QueueRefusedException {
        throw notReady();
    }

    @Override
    public Optional<Long> order(String key) {
        return Optional.empty();
    }

    @Override
    public String key(long order) {
        throw new IllegalStateException("queue: " + problem);
    }

    @Override
    public CompletionStage<Integer> retry(Lane lane, Set<Long> orders) {
        return refused();
    }

    @Override
    public CompletionStage<Integer> drop(Lane lane, Set<Long> orders, String reason) {
        return refused();
    }

    @Override
    public CompletionStage<Integer> purge(Lane lane, Set<Long> orders) {
        return refused();
    }

    @Override
    public CompletionStage<Integer> edit(long order, Event event) {
        return refused();
    }

    @Override
    public CompletionStage<Void> hold(Lane lane, boolean held) {
        return refused();
    }

    @Override
    public void backup(Path directory) throws QueueRefusedException {
        throw notReady();
    }

    @Override
    public Inspection inspect() throws QueueRefusedException {
        throw notReady();
    }

    private <T> CompletionStage<T> refused() {
        return CompletableFuture.failedStage(notReady());
    }

    private QueueRefusedException notReady() {
        return new QueueRefusedException(Reason.NOT_READY, "queue: " + problem);
    }
}
