// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventReader;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueControl;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.RefusedException.Reason;

/** What a person changes of the events on the queue. */
final class EventHand {

    private static final String BY_HAND = "dropped by hand";

    /** Below the 20 seconds that a client of the command line waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private final Spine spine;
    private final LaneBook lanes;
    private final EventShelf shelf;
    private final LongSupplier nanoTime;

    EventHand(Spine spine, LaneBook lanes, EventShelf shelf, LongSupplier nanoTime) {
        this.spine = spine;
        this.lanes = lanes;
        this.shelf = shelf;
        this.nanoTime = nanoTime;
    }

    int retry(List<String> keys) throws QueueRefusedException, RefusedException {
        int count = 0;
        for (Map.Entry<Lane, Set<Long>> chosen : byLane(
                        keys, Set.of(EventState.DEAD), "only dead letters are sent again")
                .entrySet()) {
            count += Await.of(spine.control().retry(chosen.getKey(), chosen.getValue()));
        }
        return count;
    }

    int retryLane(@Nullable String id) throws QueueRefusedException, RefusedException {
        if (id == null) {
            return lanes.retry(lane -> true);
        }
        Lane chosen = lanes.lane(id).lane();
        return lanes.retry(chosen::equals);
    }

    int drop(List<String> keys) throws QueueRefusedException, RefusedException {
        int count = 0;
        Set<EventState> states = Set.of(EventState.DEAD, EventState.WAITING);
        for (Map.Entry<Lane, Set<Long>> chosen : byLane(keys, states, "only what waits and dead letters are dropped")
                .entrySet()) {
            count += Await.of(spine.control().drop(chosen.getKey(), chosen.getValue(), BY_HAND));
        }
        return count;
    }

    /** All are looked at before one is changed. */
    private Map<Lane, Set<Long>> byLane(List<String> keys, Set<EventState> states, String rule)
            throws QueueRefusedException, RefusedException {
        Map<Lane, Set<Long>> byLane = new LinkedHashMap<>();
        for (String key : keys) {
            EventRecord record = shelf.find(key);
            if (!states.contains(record.state())) {
                throw new RefusedException(Reason.CONFLICT, "key: " + key + " is " + record.state() + ", " + rule);
            }
            byLane.computeIfAbsent(record.event().lane(), lane -> new TreeSet<>())
                    .add(record.order());
        }
        return byLane;
    }

    int dropLane(String id, EventState state) throws QueueRefusedException, RefusedException {
        Lane lane = lanes.lane(id).lane();
        QueueControl control = spine.control();
        long end = nanoTime.getAsLong() + PATIENCE.toNanos();
        int[] count = {0};
        boolean[] late = {false};
        new EventReader(control).parts(lane, state, 0, part -> {
            Set<Long> orders = new TreeSet<>();
            part.forEach(record -> orders.add(record.order()));
            count[0] += Await.of(control.drop(lane, orders, BY_HAND));
            late[0] = nanoTime.getAsLong() - end > 0;
            return !late[0];
        });
        if (late[0]) {
            throw new RefusedException(
                    Reason.BUSY, "lane: " + count[0] + " events are dropped and some may be left, do it again");
        }
        return count[0];
    }

    void edit(String key, Body body, boolean retry) throws QueueRefusedException, RefusedException {
        EventRecord record = shelf.find(key);
        if (record.state() != EventState.DEAD) {
            throw new RefusedException(
                    Reason.CONFLICT, "key: " + key + " is " + record.state() + ", only dead letters are changed");
        }
        Lane lane = record.event().lane();
        Event changed = read(body, record.event().format(), lane);
        QueueControl control = spine.control();
        if (Await.of(control.edit(record.order(), changed)) == 0) {
            throw new RefusedException(
                    Reason.CONFLICT, "key: " + key + " is no longer a dead letter, look at it again");
        }
        if (retry) {
            Await.of(control.retry(lane, Set.of(record.order())));
        }
    }

    private Event read(Body body, String shape, Lane lane) throws QueueRefusedException, RefusedException {
        EventFormat format = spine.format(lane.channel());
        try {
            return format.read(body, shape, lane.key());
        } catch (InvalidEventException e) {
            if (isOfAnother(format, body, shape, lane)) {
                throw new RefusedException(
                        Reason.CONFLICT,
                        "body: has the key of another lane; leave the key as it was, or send this as a new event");
            }
            throw Refusals.of(e);
        }
    }

    private static boolean isOfAnother(EventFormat format, Body body, String shape, Lane lane) {
        try {
            return !format.read(body, shape, null).lane().equals(lane);
        } catch (InvalidEventException e) {
            return false; // then that is what is wrong with it
        }
    }
}
