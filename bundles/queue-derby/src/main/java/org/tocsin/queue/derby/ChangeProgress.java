// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.Set;
import org.tocsin.api.store.LaneChange;

/** A change and how far it has come. Used by the writer alone. */
final class ChangeProgress {

    /** How many events one commit changes. */
    static final int CHUNK = 1_000;

    /** How many bytes of bodies one commit moves for it, more or less. */
    static final long CHUNK_BYTES = 4L << 20;

    private final LaneChange change;
    private final long upTo;
    private final long[] orders;
    private long position;
    private int events;
    private boolean finished;

    /** @param upTo events that get a higher order number are not meant */
    ChangeProgress(LaneChange change, long upTo) {
        this.change = change;
        this.upTo = upTo;
        this.orders = sorted(change);
    }

    /** The order numbers that it names, ascending. */
    long[] orders() {
        return orders;
    }

    private static long[] sorted(LaneChange change) {
        Set<Long> named = Set.of();
        if (change instanceof LaneChange.Requeue requeue) {
            named = requeue.orders();
        } else if (change instanceof LaneChange.Drop drop) {
            named = drop.orders();
        } else if (change instanceof LaneChange.Purge purge) {
            named = purge.orders();
        }
        return named.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    LaneChange change() {
        return change;
    }

    long upTo() {
        return upTo;
    }

    /** The last order number that was looked at. */
    long position() {
        return position;
    }

    int events() {
        return events;
    }

    boolean finished() {
        return finished;
    }

    /** A commit did a part. */
    void advance(long reached, int more, boolean done) {
        position = reached;
        events += more;
        finished = done;
    }
}
