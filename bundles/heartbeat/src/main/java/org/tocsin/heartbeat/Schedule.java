// SPDX-License-Identifier: Apache-2.0
package org.tocsin.heartbeat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When the next heartbeat is due: the first at once, then on the beat of the interval, whatever an answer took; beats that
 * were missed are not made up for. What failed and may pass is tried again every 10 s, ten times at most and for half the
 * interval at most. Times are nanoseconds of a clock that nobody sets.
 */
final class Schedule {

    /** What an answer may ask for at least. */
    static final Duration SHORTEST = Duration.ofMinutes(1);

    /** What an answer may ask for at most. */
    static final Duration LONGEST = Duration.ofDays(1);

    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final int MOST_ATTEMPTS = 10;

    private Duration interval;
    private long beat;
    private long next;
    private int attempts;

    /** @param now from when on */
    Schedule(Duration interval, long now) {
        this.interval = interval;
        beat = now;
        next = now;
    }

    boolean isDue(long now) {
        return now - next >= 0;
    }

    /**
     * It was taken.
     *
     * @param wanted the pace that the answer asks for; null when it asks for none
     */
    void answered(long now, @Nullable Duration wanted) {
        if (wanted != null) {
            interval = wanted.compareTo(SHORTEST) < 0 ? SHORTEST : wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
        }
        toNextBeat(now);
    }

    /** It failed, and may be taken in a moment. */
    void failed(long now) {
        attempts++;
        if (attempts >= MOST_ATTEMPTS || now + RETRY.toNanos() - beat > interval.toNanos() / 2) {
            toNextBeat(now);
        } else {
            next = now + RETRY.toNanos();
        }
    }

    /** It was refused for a reason that does not pass by itself. */
    void refused(long now) {
        toNextBeat(now);
    }

    private void toNextBeat(long now) {
        attempts = 0;
        long missed = Math.max(0, (now - beat) / interval.toNanos());
        beat += (missed + 1) * interval.toNanos();
        next = beat;
    }

    Duration interval() {
        return interval;
    }
}
