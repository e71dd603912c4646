// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;

/** A queue in memory: what arrives waits for ever; a lane can be given dead letters. */
final class SmallQueue implements EventQueue {

    final List<Event> events = new CopyOnWriteArrayList<>();
    final Map<Lane, Integer> dead = new TreeMap<>(Comparator.comparing(Lane::key));
    volatile @Nullable QueueRefusedException refusal;

    /** Every receipt waits for it. */
    volatile CompletableFuture<Void> commit = CompletableFuture.completedFuture(null);

    /** Runs in every question for the lanes. */
    volatile Runnable asked = () -> {};

    @Override
    public CompletionStage<Receipt> accept(Event event) {
        QueueRefusedException refused = refusal;
        if (refused != null) {
            return CompletableFuture.failedFuture(refused);
        }
        events.add(event);
        String key = String.format("%032x", events.size());
        // on another thread, as after a commit
        return commit.thenApplyAsync(done -> new Receipt(events.size(), key, event.dedupKey()));
    }

    @Override
    public List<LaneStatus> status() {
        asked.run();
        Map<Lane, Integer> lanes = new TreeMap<>(Comparator.comparing(Lane::id));
        dead.forEach((lane, count) -> lanes.put(lane, 0));
        events.forEach(event -> lanes.merge(event.lane(), 1, Integer::sum));
        List<LaneStatus> all = new ArrayList<>();
        lanes.forEach((lane, waiting) -> all.add(new LaneStatus(
                lane,
                LaneStatus.State.BACKING_OFF,
                waiting,
                7,
                dead.getOrDefault(lane, 0),
                Instant.EPOCH,
                3,
                "503 \"later\"",
                null)));
        return all;
    }

    @Override
    public CompletionStage<Integer> retry(Predicate<Lane> lanes) {
        int count = 0;
        for (Lane lane : List.copyOf(dead.keySet())) {
            if (lanes.test(lane)) {
                count += dead.put(lane, 0);
            }
        }
        return CompletableFuture.completedFuture(count);
    }
}
