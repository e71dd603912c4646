// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
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

    /** @throws RefusedException when an event is none of these; also when one became another meanwhile, and was left */
    int retry(List<String> keys) throws QueueRefusedException, RefusedException {
        Collection<EventRecord> named = look(keys, Set.of(EventState.DEAD), "only dead letters are sent again");
        int count =
                change(named, EventState.DEAD, (lane, orders) -> spine.control().retry(lane, orders));
        // dead it is no longer in any case: but it may be gone instead of waiting
        checkLeft(named, count, " sent again", (before, now) -> now == null ? "is no longer kept" : null);
        return count;
    }

    int retryLane(@Nullable String id) throws QueueRefusedException, RefusedException {
        if (id == null) {
            return lanes.retry(lane -> true);
        }
        Lane chosen = lanes.lane(id).lane();
        return lanes.retry(chosen::equals);
    }

    /** @throws RefusedException when an event is none of these; also when one is being delivered, and was left */
    int drop(List<String> keys, String reason) throws QueueRefusedException, RefusedException {
        Collection<EventRecord> named =
                look(keys, Set.of(EventState.DEAD, EventState.WAITING), "only what waits and dead letters are dropped");
        // as it was when it was looked at: a dead letter that somebody sends again meanwhile is left
        int count =
                change(named, EventState.DEAD, (lane, orders) -> spine.control().purge(lane, orders))
                        + change(
                                named,
                                EventState.WAITING,
                                (lane, orders) -> spine.control().drop(lane, orders, reason));
        checkLeft(named, count, " dropped", (before, now) -> {
            if (now == null || now.state() == EventState.DROPPED) {
                return null;
            }
            return now.state() == EventState.WAITING && before.state() == EventState.WAITING
                    ? "is WAITING and is being delivered, it was left"
                    : "is " + now.state() + " meanwhile, it was left";
        });
        return count;
    }

    /** Those of them that are dead letters; the others are passed over. */
    int purge(List<String> keys) throws QueueRefusedException, RefusedException {
        Map<Long, EventRecord> dead = new LinkedHashMap<>();
        QueueControl control = spine.control();
        for (String key : keys) {
            control.find(shelf.order("key", key))
                    .filter(record -> record.state() == EventState.DEAD)
                    .ifPresent(record -> dead.put(record.order(), record));
        }
        return change(dead.values(), EventState.DEAD, control::purge);
    }

    /** What is done to some events of a lane; completes with their number. */
    private interface Change {
        CompletionStage<Integer> of(Lane lane, Set<Long> orders) throws QueueRefusedException;
    }

    /** Changes those that were found in this state. */
    private int change(Collection<EventRecord> named, EventState state, Change change)
            throws QueueRefusedException, RefusedException {
        Map<Lane, Set<Long>> byLane = new LinkedHashMap<>();
        for (EventRecord record : named) {
            if (record.state() == state) {
                byLane.computeIfAbsent(record.event().lane(), lane -> new TreeSet<>())
                        .add(record.order());
            }
        }
        int count = 0;
        for (Map.Entry<Lane, Set<Long>> chosen : byLane.entrySet()) {
            count += spine.await(change.of(chosen.getKey(), chosen.getValue()));
        }
        return count;
    }

    /** Says which events were not changed, and why, when fewer were than were named. */
    private void checkLeft(
            Collection<EventRecord> named,
            int changed,
            String done,
            BiFunction<EventRecord, @Nullable EventRecord, @Nullable String> why)
            throws QueueRefusedException, RefusedException {
        if (changed == named.size()) {
            return;
        }
        QueueControl control = spine.control();
        StringBuilder left = new StringBuilder();
        for (EventRecord record : named) {
            String reason = why.apply(record, control.find(record.order()).orElse(null));
            if (reason != null) {
                left.append(left.isEmpty() ? "key: " : ", ")
                        .append(control.key(record.order()))
                        .append(' ')
                        .append(reason);
            }
        }
        if (!left.isEmpty()) {
            String rest = changed == 0 ? "" : "; " + changed + (changed == 1 ? " other is" : " others are") + done;
            throw new RefusedException(Reason.CONFLICT, left + "; look at it again" + rest);
        }
    }

    /** All are looked at before one is changed. */
    private Collection<EventRecord> look(List<String> keys, Set<EventState> states, String rule)
            throws QueueRefusedException, RefusedException {
        Map<Long, EventRecord> found = new LinkedHashMap<>();
        for (String key : keys) {
            EventRecord record = shelf.find(key);
            if (!states.contains(record.state())) {
                throw new RefusedException(Reason.CONFLICT, "key: " + key + " is " + record.state() + ", " + rule);
            }
            found.put(record.order(), record);
        }
        return found.values();
    }

    int dropLane(String id, EventState state, String reason) throws QueueRefusedException, RefusedException {
        Lane lane = lanes.lane(id).lane();
        QueueControl control = spine.control();
        long end = nanoTime.getAsLong() + PATIENCE.toNanos();
        int[] count = {0};
        boolean[] late = {false};
        @Nullable RefusedException[] unknown = {null};
        new EventReader(control).parts(lane, state, 0, part -> {
            Set<Long> orders = new TreeSet<>();
            part.forEach(record -> orders.add(record.order()));
            try {
                count[0] += spine.await(
                        state == EventState.DEAD ? control.purge(lane, orders) : control.drop(lane, orders, reason));
            } catch (RefusedException e) {
                unknown[0] = e;
                return false;
            }
            late[0] = nanoTime.getAsLong() - end > 0;
            return !late[0];
        });
        if (unknown[0] != null) {
            throw unknown[0];
        }
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
        if (spine.await(control.edit(record.order(), changed)) == 0) {
            throw new RefusedException(
                    Reason.CONFLICT, "key: " + key + " is no longer a dead letter, look at it again");
        }
        if (retry && spine.await(control.retry(lane, Set.of(record.order()))) == 0) {
            throw new RefusedException(
                    Reason.CONFLICT,
                    "key: " + key
                            + " is changed, and was not sent again: it is no dead letter any more, look at it again");
        }
    }

    private Event read(Body body, String shape, Lane lane) throws QueueRefusedException, RefusedException {
        EventFormat format = spine.format(lane.channel());
        try {
            return format.read(body, shape, format.keyBeside(lane));
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
