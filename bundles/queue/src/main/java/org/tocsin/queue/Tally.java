// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a lane, or of all lanes. Written with the dispatcher's lock held and read by anybody without it: each
 * figure is right by itself, and two of them may be a moment apart.
 */
final class Tally {

    /** What is counted. Up to {@link #FOLDED} since the agent started, from {@link #WAITING} as it is now. */
    enum Figure {
        ACCEPTED("Events that are durable"),
        DELIVERED("Events that the other side has taken"),
        RETRIED("Attempts that failed and are made again"),
        REJECTED("Events that became dead letters: refused for good, or expired"),
        DROPPED("Events that a person took out"),
        FOLDED("Events that were over before they could be sent, taken out by catching up"),
        WAITING("Events that wait"),
        DEAD("Dead letters"),
        HELD("Lanes that a person holds");

        private static final int SIZE = values().length;

        private final String help;

        Figure(String help) {
            this.help = help;
        }

        String help() {
            return help;
        }

        @SuppressWarnings("EnumOrdinal") // a place in an array of this process: nothing that is kept depends on it
        private int place() {
            return ordinal();
        }
    }

    private final AtomicLongArray figures = new AtomicLongArray(Figure.SIZE);
    private final @Nullable Tally sum;

    /** @param sum where everything is counted in, too; null when this is the sum */
    Tally(@Nullable Tally sum) {
        this.sum = sum;
    }

    /** With the dispatcher's lock held: one thread at a time writes, so nothing has to be compared and swapped. */
    void add(Figure figure, long more) {
        int place = figure.place();
        figures.setRelease(place, figures.getPlain(place) + more);
        if (sum != null) {
            sum.add(figure, more);
        }
    }

    long get(Figure figure) {
        return figures.getAcquire(figure.place());
    }
}
