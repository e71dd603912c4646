// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.Backoff;
import org.tocsin.api.Outcome;
import org.tocsin.queue.LaneState.Phase;

/** Makes a lane wait after a failed attempt, as long as the channel says, and lets it try again. */
final class Retries {

    /** Nobody's Retry-After may park a lane for longer. */
    static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** A Retry-After of zero must not make a busy loop. */
    static final Duration SHORTEST_ASKED_WAIT = Duration.ofSeconds(1);

    /** So long at most waits a new event for a try, in a lane that backs off by itself. */
    static final Duration SOON = Duration.ofSeconds(30);

    private static final Backoff UNREADABLE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), true);

    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

    private final LaneTable table;
    private final Surroundings surroundings;
    private final EventTrail trail;
    private final Runnable ready;

    /** @param ready done, with the lock held, when a lane is ready again */
    Retries(LaneTable table, Surroundings surroundings, EventTrail trail, Runnable ready) {
        this.table = table;
        this.surroundings = surroundings;
        this.trail = trail;
        this.ready = ready;
    }

    /** The channel asks for another attempt. With the lock held. */
    void later(LaneState lane, long order, Outcome.RetryLater outcome) {
        boolean free = outcome.after() == null && outcome.backoff().jitter();
        if (lane.trouble().failures() == 0) {
            table.afterwards(() -> trail.about(lane, order, () -> tell(lane, outcome.reason())));
        }
        backOff(lane, outcome.reason(), wait(lane, outcome), free);
    }

    /** Something that nobody says how to go on after. With the lock held. */
    void unexplained(LaneState lane, String reason) {
        tellFirst(lane, reason);
        Duration wait = Attempt.UNEXPLAINED.after(lane.trouble().failures() + 1, surroundings.random());
        backOff(lane, reason, wait, true);
    }

    /** The store, which is near: it is asked again soon. With the lock held. */
    void unreadable(LaneState lane, String reason) {
        tellFirst(lane, reason);
        backOff(lane, reason, UNREADABLE.after(lane.trouble().failures() + 1, surroundings.random()), true);
    }

    /** There is no token for an attempt. With the lock held. */
    void paced(LaneState lane, Duration wait) {
        lane.trouble().isPaced();
        lane.paces(wait, table.nanos());
        sleep(lane, wait, lane.trouble().waits(surroundings.clock().instant().plus(wait)));
    }

    /**
     * Something new waits in a lane that backs off. It may be the alarm that matters, and the cause may be gone: the lane
     * tries again soon, unless the other side has said how long it is to wait. With the lock held.
     */
    void hurry(LaneState lane) {
        Instant now = surroundings.clock().instant();
        if (lane.mayHurry() && lane.trouble().waitsLongerThan(SOON, now)) {
            Duration wait = Duration.ofMillis(surroundings.random().nextLong(SOON.toMillis() + 1));
            sleep(lane, wait, lane.trouble().waits(now.plus(wait)));
        }
    }

    private Duration wait(LaneState lane, Outcome.RetryLater later) {
        Duration asked = later.after();
        if (asked == null) {
            return later.backoff().after(lane.trouble().failures() + 1, surroundings.random());
        }
        Duration atLeast = asked.compareTo(SHORTEST_ASKED_WAIT) < 0 ? SHORTEST_ASKED_WAIT : asked;
        return atLeast.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : atLeast;
    }

    /** The first of a row of failures is told, when no event is known. With the lock held. */
    private void tellFirst(LaneState lane, String reason) {
        if (lane.trouble().failures() == 0) {
            table.afterwards(() -> tell(lane, reason));
        }
    }

    private static void tell(LaneState lane, String reason) {
        LOG.warn("TOCSIN-QUEUE-001 lane {}: waits and keeps its events: {}", lane.id(), reason);
    }

    /** @param free whether the wait is of our own making, and may be cut short */
    private void backOff(LaneState lane, String reason, Duration wait, boolean free) {
        Instant now = surroundings.clock().instant();
        lane.backsOff(reason, now, wait, free, table.nanos());
        sleep(lane, wait, lane.trouble().waits(now.plus(wait)));
    }

    /** @param number of the wait: a later one, or a shorter one in its place, makes it void */
    private void sleep(LaneState lane, Duration wait, int number) {
        if (!table.closing()) {
            surroundings
                    .timers()
                    .after(
                            wait,
                            () -> table.locked(() -> {
                                if (lane.trouble().isWait(number)) {
                                    table.makeReady(lane, Phase.BACKING_OFF);
                                    ready.run();
                                }
                            }));
        }
    }
}
