// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.store.Changed;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.StoreListener;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.LaneState.Phase;

/** What happens to the lanes from outside: events come, channels come and go, people look and ask for a retry. */
final class Dispatcher implements StoreListener {

    private record Line(String id, LaneStatus status) {}

    private final LaneTable table;
    private final Sender sender;
    private final LaneRoll roll;
    private final Surroundings surroundings;

    Dispatcher(EventStore store, Settings settings, Surroundings surroundings, Meters meters) {
        this.surroundings = surroundings;
        this.roll = new LaneRoll();
        this.table = new LaneTable(settings, surroundings.nanoTime(), roll);
        this.sender = new Sender(store, table, settings, surroundings, meters);
    }

    /** Goes on where the last run ended. Called once, before the first commit. */
    void start(Collection<LaneRecord> records) {
        table.locked(() -> {
            records.forEach(record -> table.makeReady(table.add(record), Phase.IDLE));
            sender.fillSlots();
        });
    }

    @Override
    public void committed(List<StoredEvent> events) {
        table.locked(() -> {
            for (StoredEvent event : events) {
                LaneState lane = table.findOrAdd(event.event().lane());
                lane.arrived(event, table.nanos());
                table.makeReady(lane, Phase.IDLE);
                sender.retries().hurry(lane);
            }
            sender.fillSlots();
        });
    }

    void add(DeliveryChannel channel) {
        String name = channel.channel();
        table.locked(() -> {
            table.channels().add(name, channel);
            table.lanes().stream()
                    .filter(lane -> lane.lane().channel().equals(name))
                    .forEach(lane -> table.makeReady(lane, Phase.NO_CHANNEL));
            sender.fillSlots();
        });
    }

    /** Attempts under way come to their end; the next ones wait for another channel of that name. */
    void remove(DeliveryChannel channel) {
        table.locked(() -> table.channels().remove(channel));
    }

    @Override
    public void mended(List<LaneRecord> lanes) {
        Map<Lane, LaneRecord> now = new HashMap<>();
        lanes.forEach(record -> now.put(record.lane(), record));
        table.locked(() -> {
            lanes.forEach(record -> table.findOrAdd(record.lane()));
            for (LaneState lane : table.lanes()) {
                lane.mended(now.getOrDefault(lane.lane(), LaneRecord.empty(lane.lane())));
                table.makeReady(lane, Phase.IDLE);
            }
            sender.fillSlots();
        });
    }

    /** @param wanted made when it is its turn, from the order number of the event in flight, 0 when there is none */
    CompletionStage<Changed> change(Lane lane, LongFunction<LaneChange> wanted) {
        return sender.changes().change(lane, wanted);
    }

    List<LaneStatus> status() {
        List<Line> lines = table.locked(() -> table.lanes().stream()
                .map(lane -> new Line(lane.id(), lane.status(table.nanos())))
                .toList());
        return lines.stream()
                .sorted(Comparator.comparing(Line::id))
                .map(Line::status)
                .toList();
    }

    /** Does something that nobody else may do beside it. */
    void locked(Runnable step) {
        table.locked(step);
    }

    /** The lanes for those who only read figures, without the lock. */
    LaneRoll roll() {
        return roll;
    }

    /** @param bound lanes that have stood for longer count as blocked */
    Load load(Duration bound) {
        Instant now = surroundings.clock().instant();
        return table.locked(() -> Load.of(table.lanes(), bound, now));
    }

    /**
     * Ends: no new attempt, a short wait for those under way and their settlements, then they are told to stop, and a
     * short wait until they have: a successor on the same store would otherwise send beside them.
     */
    void close(Duration grace, Duration lettingGo) {
        List<Attempt> left = table.locked(() -> {
            table.closes();
            awaitQuiet(grace);
            return sender.attempts();
        });
        if (!left.isEmpty()) {
            left.forEach(attempt -> attempt.stop("the agent stops"));
            table.locked(() -> awaitQuiet(lettingGo));
        }
    }

    /** With the lock held. */
    private void awaitQuiet(Duration bound) {
        try {
            table.awaitQuiet(bound.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever stops us is in a hurry
        }
    }
}
