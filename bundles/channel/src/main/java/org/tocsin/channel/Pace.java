// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps the messages to one place apart, as its documented limit wants it, instead of running into a refusal with every
 * second one, whichever targets they are for. A wait is short, happens on the thread of the attempt, of which there is one
 * for each lane, and ends when that is interrupted.
 */
public final class Pace {

    /** Lets time pass. */
    @FunctionalInterface
    public interface Passing {
        /** Returns after so many nanoseconds. */
        void pass(long nanos) throws InterruptedException;
    }

    private final long gap;
    private final LongSupplier nanoTime;
    private final Passing passing;
    /** When the next message may go; those that may go at once are forgotten. */
    private final Map<Object, Long> next = new HashMap<>();

    /**
     * Of one channel.
     *
     * @param gap between the answer to a message and the next one to that place
     */
    public Pace(Duration gap) {
        this(gap, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    /** With a time of one's own. */
    public Pace(Duration gap, LongSupplier nanoTime, Passing passing) {
        this.gap = gap.toNanos();
        this.nanoTime = nanoTime;
        this.passing = passing;
    }

    /** Returns when the next message to this place may go; nobody else gets the same moment. */
    public void await(Object place) throws InterruptedException {
        for (long wait = take(place); wait > 0; wait = take(place)) {
            passing.pass(wait);
        }
    }

    /** A message to this place has been answered: when it arrived there, nobody here knows any better. */
    public synchronized void ended(Object place) {
        long now = nanoTime.getAsLong();
        next.values().removeIf(moment -> moment - now <= 0);
        next.merge(place, now + gap, (taken, after) -> taken - after > 0 ? taken : after);
    }

    /** How long to wait before asking again; zero: now is the moment. */
    private synchronized long take(Object place) {
        long now = nanoTime.getAsLong();
        Long moment = next.get(place);
        if (moment != null && moment - now > 0) {
            return moment - now;
        }
        next.put(place, now + gap);
        return 0;
    }
}
