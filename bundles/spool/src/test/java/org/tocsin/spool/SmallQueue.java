// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.QueueRefusedException.Reason;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;

/** A queue that keeps the contract in memory: a submission is kept once, and what is refused is not kept. */
final class SmallQueue implements EventQueue {

    final List<Event> events = new ArrayList<>();
    Runnable whenAccepted = () -> {};
    private final Map<String, Receipt> submissions = new HashMap<>();
    private @Nullable Reason refusal;
    private int room = Integer.MAX_VALUE;
    private boolean once;

    /** Refuses what comes after so many more. */
    synchronized void refuse(Reason reason, int after) {
        refusal = reason;
        room = after;
    }

    /** Refuses one, and is open then. */
    synchronized void refuseOnce(Reason reason) {
        refuse(reason, 0);
        once = true;
    }

    /** Accepts again. */
    synchronized void open() {
        refusal = null;
        room = Integer.MAX_VALUE;
    }

    /** Names of submissions are not kept for ever. */
    synchronized void forget() {
        submissions.clear();
    }

    synchronized List<String> bodies() {
        return events.stream().map(event -> event.body().utf8()).toList();
    }

    @Override
    public synchronized CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
        if (refusal != null && room <= 0) {
            QueueRefusedException refused = new QueueRefusedException(refusal, "queue: is " + refusal);
            if (once) {
                once = false;
                open();
            }
            return CompletableFuture.failedFuture(refused);
        }
        room--;
        String name = event.lane() + " " + (submission == null ? events.size() : submission.text());
        return CompletableFuture.completedFuture(submissions.computeIfAbsent(name, any -> {
            events.add(event);
            whenAccepted.run();
            return new Receipt(events.size(), String.format("%032x", events.size()), event.dedupKey());
        }));
    }

    @Override
    public List<LaneStatus> status() {
        return List.of();
    }
}
