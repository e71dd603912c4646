// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The attempts under way, and which of them take long. One timer serves all of them: an attempt that ends in time, as
 * nearly all do, costs none. Guarded by the dispatcher's lock.
 */
final class AttemptWatch {

    /** An attempt that lasts longer is slow. */
    static final Duration SLOW = Duration.ofSeconds(3);

    /** Who is told. */
    interface Listener {
        /** It takes long; told once, with the lock held. */
        void slows(Attempt attempt);

        /** It is over its deadline; told once, with the lock held. */
        void overdue(Attempt attempt);
    }

    private enum Stage {
        QUICK,
        SLOW,
        OVERDUE
    }

    private static final class Watched {
        private final long begin;
        private Stage stage = Stage.QUICK;

        Watched(long begin) {
            this.begin = begin;
        }
    }

    // the oldest first
    private final Map<Attempt, Watched> attempts = new LinkedHashMap<>();
    private final LaneTable table;
    private final LongSupplier nanoTime;
    private final Timers timers;
    private final Listener listener;
    private final long slow;
    private final long deadline;
    private boolean armed;

    AttemptWatch(LaneTable table, Duration deadline, LongSupplier nanoTime, Timers timers, Listener listener) {
        this.table = table;
        this.nanoTime = nanoTime;
        this.timers = timers;
        this.listener = listener;
        this.slow = SLOW.toNanos();
        this.deadline = deadline.toNanos();
    }

    void begins(Attempt attempt) {
        attempts.put(attempt, new Watched(nanoTime.getAsLong()));
        if (!armed) {
            arm(Math.min(slow, deadline));
        }
    }

    /** Answers with how long it took. */
    Duration ends(Attempt attempt) {
        Watched watched = attempts.remove(attempt);
        return watched == null ? Duration.ZERO : Duration.ofNanos(nanoTime.getAsLong() - watched.begin);
    }

    List<Attempt> attempts() {
        return new ArrayList<>(attempts.keySet());
    }

    private void arm(long wait) {
        armed = true;
        timers.after(Duration.ofNanos(wait), () -> table.locked(() -> look()));
    }

    private void look() {
        long now = nanoTime.getAsLong();
        long next = Long.MAX_VALUE;
        for (Map.Entry<Attempt, Watched> one : attempts.entrySet()) {
            next = Math.min(next, look(one.getKey(), one.getValue(), now));
        }
        armed = false;
        if (next != Long.MAX_VALUE) {
            arm(next);
        }
    }

    /** Answers with how long it is until something is to be told of this one. */
    private long look(Attempt attempt, Watched watched, long now) {
        long age = now - watched.begin;
        if (watched.stage != Stage.OVERDUE && age >= deadline) {
            watched.stage = Stage.OVERDUE;
            listener.overdue(attempt);
        } else if (watched.stage == Stage.QUICK && age >= slow) {
            watched.stage = Stage.SLOW;
            listener.slows(attempt);
        }
        return switch (watched.stage) {
            case QUICK -> Math.min(slow, deadline) - age;
            case SLOW -> deadline - age;
            case OVERDUE -> Long.MAX_VALUE;
        };
    }
}
