// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A world that stands still: tasks run and time passes when the test says so, on the test's thread. */
final class World implements Timers {

    private static final class Alarm {
        private final long at;
        private final long number;
        private final Runnable call;

        Alarm(long at, long number, Runnable call) {
            this.at = at;
            this.number = number;
            this.call = call;
        }
    }

    private final List<Runnable> pool = new ArrayList<>();
    private final List<Runnable> writer = new ArrayList<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(
            Comparator.<Alarm>comparingLong(alarm -> alarm.at).thenComparing(alarm -> alarm.number));
    private final SplittableRandom random;
    private long nanos;
    private Duration skew = Duration.ZERO;
    private long numbers;

    World(long seed) {
        random = new SplittableRandom(seed);
    }

    Surroundings surroundings() {
        return new Surroundings(clock(), this::nanoTime, random, pool::add, this);
    }

    Executor writer() {
        return writer::add;
    }

    SplittableRandom random() {
        return random;
    }

    long nanoTime() {
        return nanos;
    }

    Instant now() {
        return Instant.EPOCH.plusNanos(nanos).plus(skew);
    }

    /** Somebody sets the clock; time passes as before. */
    void setClock(Duration by) {
        skew = skew.plus(by);
    }

    @Override
    public void after(Duration wait, Runnable call) {
        alarms.add(new Alarm(nanos + wait.toNanos(), numbers++, call));
    }

    /** Runs what runs on the pool, and leaves commits alone. */
    void runPool() {
        while (!pool.isEmpty()) {
            pool.remove(0).run();
        }
    }

    /** Commits, and runs nothing of what that sets off on the pool. */
    void runWriter() {
        while (!writer.isEmpty()) {
            writer.remove(0).run();
        }
    }

    /** Runs everything that needs no time to pass. */
    void run() {
        while (!pool.isEmpty() || !writer.isEmpty()) {
            (pool.isEmpty() ? writer : pool).remove(0).run();
        }
    }

    /** Lets time pass, and everything happen that happens in it. */
    void pass(Duration time) {
        long end = nanos + time.toNanos();
        run();
        for (Alarm next = alarms.peek(); next != null && next.at <= end; next = alarms.peek()) {
            ring();
            run();
        }
        nanos = end;
    }

    /** Does one thing that could happen now, by chance; false when nothing can. */
    boolean chance() {
        List<Runnable> from = writer.isEmpty() || (!pool.isEmpty() && random.nextBoolean()) ? pool : writer;
        if (!from.isEmpty()) {
            from.remove(random.nextInt(from.size())).run();
            return true;
        }
        return ring();
    }

    /** A crash: whatever was about to happen does not. */
    void crash() {
        pool.clear();
        writer.clear();
        alarms.clear();
    }

    private boolean ring() {
        Alarm next = alarms.poll();
        if (next == null) {
            return false;
        }
        nanos = Math.max(nanos, next.at);
        next.call.run();
        return true;
    }

    Clock clock() {
        return new LateClock(this::now);
    }

    /** A clock that asks somebody for the time. */
    static final class LateClock extends Clock {
        private final Supplier<Instant> now;

        LateClock(Supplier<Instant> now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(@Nullable ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }
}
