// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fast a lane gets rid of its events, from what really left it.
 *
 * <p>Time is written down in stretches: busy ones, in which events left, and pauses between a failed attempt and the
 * next event that left. While a lane has nothing to send, no stretch goes on, so its idleness is not taken for slowness.
 *
 * <ul>
 *   <li>A lane that has flowed for a minute without a pause goes at the rate of that minute.
 *   <li>A receiver that takes so many a minute lets a burst through and then refuses for a while. Bursts and pauses
 *       belong together: the rate is that of all whole cycles of burst and pause in the last ten minutes. A pause that
 *       lasts is counted up to the next try, but only when its cycle is already longer than the others, or the only one,
 *       because after the next try it may go on. The first cycle is left out as soon as three follow it, because a
 *       receiver that was left alone has credit to give away.
 *   <li>A pause of more than {@value #OUTAGE_SECONDS} seconds was an outage. It says nothing about what comes after it,
 *       and neither does what was before it: the rate starts anew.
 * </ul>
 *
 * <p>Guarded by the dispatcher's lock. Times are those of {@link System#nanoTime}.
 */
final class DeliveryRate {

    /** Longer than any receiver's limit makes us wait (two minutes), shorter than what a person calls an outage. */
    static final int OUTAGE_SECONDS = 150;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long OUTAGE = OUTAGE_SECONDS * SECOND;
    private static final long REMEMBERED = Duration.ofMinutes(10).toNanos();
    private static final long GRAIN = 10 * SECOND;
    private static final int CYCLES_AFTER_THE_FIRST = 3;

    private static final class Stretch {
        private final long begin;
        private final boolean pause;
        private long end;
        private long left;

        Stretch(long begin, long end, boolean pause) {
            this.begin = begin;
            this.end = end;
            this.pause = pause;
        }

        long length() {
            return end - begin;
        }
    }

    /** Time and what left in it. */
    private static final class Sum {
        private long time;
        private long left;

        void add(Stretch stretch) {
            time += stretch.length();
            left += stretch.left;
        }

        double perMinute() {
            return left == 0 ? 0 : left * (double) MINUTE / Math.max(time, SECOND);
        }
    }

    private final Deque<Stretch> stretches = new ArrayDeque<>(0);
    private @Nullable Stretch current;

    /** The lane has something to send. */
    void begins(long now) {
        if (current == null) {
            current = add(new Stretch(now, now, false));
        }
    }

    /** An event left the lane. */
    void left(long now) {
        Stretch last = current;
        if (last == null || last.pause) {
            if (last != null) {
                last.end = now;
            }
            last = add(new Stretch(now, now, false));
        } else if (last.length() >= GRAIN) {
            last = add(new Stretch(last.end, now, false));
        }
        current = last;
        last.end = now;
        last.left++;
    }

    /** An attempt failed, and the next one comes at that time. */
    void pauses(long now, long until) {
        Stretch last = current;
        if (last == null || !last.pause) {
            if (last != null) {
                last.end = now;
            }
            last = add(new Stretch(now, until, true));
            current = last;
        }
        last.end = Math.max(last.end, until);
    }

    /** The lane has nothing to send, or must not. */
    void rests(long now) {
        if (current != null) {
            current.end = now;
            current = null;
        }
    }

    /** Events that left within the last minute. */
    double lastMinute(long now) {
        return stretches.stream()
                .filter(stretch -> now - stretch.end < MINUTE)
                .mapToDouble(stretch -> stretch.left)
                .sum();
    }

    /** Events that leave in a minute in which the lane has something to send; 0 when nothing moves. */
    double perMinute(long now) {
        Stretch last = current;
        if (last == null) {
            return 0;
        }
        last.end = Math.max(last.end, now);
        Sum flow = sinceTheLastPause();
        if (flow.time >= MINUTE) {
            return flow.perMinute();
        }
        List<Sum> cycles = cycles(now);
        if (cycles.isEmpty()) {
            return flow.perMinute();
        }
        return total(last.pause ? withoutUnfinished(cycles) : cycles).perMinute();
    }

    /** Of the flow that lasts, the last minute or a little more. */
    private Sum sinceTheLastPause() {
        Sum sum = new Sum();
        for (Iterator<Stretch> back = stretches.descendingIterator(); back.hasNext() && sum.time < MINUTE; ) {
            Stretch stretch = back.next();
            if (stretch.pause) {
                break;
            }
            sum.add(stretch);
        }
        return sum;
    }

    /** Whole cycles of a burst and its pause since the last outage, the oldest first. */
    private List<Sum> cycles(long now) {
        List<Sum> cycles = new ArrayList<>();
        Sum cycle = null; // what follows the last pause is no whole cycle
        for (Iterator<Stretch> back = stretches.descendingIterator(); back.hasNext(); ) {
            Stretch stretch = back.next();
            boolean outage = stretch.pause && stretch.length() > OUTAGE;
            if (outage || now - stretch.end > REMEMBERED) {
                break;
            }
            if (stretch.pause) {
                cycle = new Sum();
                cycles.add(cycle);
            }
            if (cycle != null) {
                cycle.add(stretch);
            }
        }
        cycles.removeIf(one -> one.left == 0); // a pause that lost its burst to the end of memory
        Collections.reverse(cycles);
        return cycles;
    }

    private static List<Sum> withoutUnfinished(List<Sum> cycles) {
        int finished = cycles.size() - 1;
        long time = cycles.subList(0, finished).stream()
                .mapToLong(cycle -> cycle.time)
                .sum();
        return cycles.get(finished).time * finished > time ? cycles : cycles.subList(0, finished);
    }

    private static Sum total(List<Sum> cycles) {
        Sum total = new Sum();
        boolean skip = cycles.size() > CYCLES_AFTER_THE_FIRST;
        for (Sum cycle : skip ? cycles.subList(1, cycles.size()) : cycles) {
            total.time += cycle.time;
            total.left += cycle.left;
        }
        return total;
    }

    private Stretch add(Stretch stretch) {
        while (!stretches.isEmpty() && stretch.begin - stretches.getFirst().end > REMEMBERED) {
            stretches.removeFirst();
        }
        stretches.add(stretch);
        return stretch;
    }
}
