// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps the messages to one target apart, as its documented limit wants it, instead of running into a refusal with every
 * second one. A wait is short, happens on the thread of the attempt, of which there is one for each lane, and ends when
 * that is interrupted.
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
    private final Map<String, Long> last = new ConcurrentHashMap<>();

    /**
     * Of one channel.
     *
     * @param gap between the answer to a message and the next one to that target
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

    /** Returns when the next message to this target may go. */
    public void await(String target) throws InterruptedException {
        Long before = last.get(target);
        long now = nanoTime.getAsLong();
        if (before != null && now - before < gap) {
            passing.pass(gap - (now - before));
        }
    }

    /** A message to this target has been answered: when it arrived there, nobody here knows any better. */
    public void ended(String target) {
        last.put(target, nanoTime.getAsLong());
    }
}
