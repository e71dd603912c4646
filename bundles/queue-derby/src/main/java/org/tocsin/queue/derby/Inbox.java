// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.queue.derby.Operation.Append;
import org.tocsin.queue.derby.Operation.Change;
import org.tocsin.queue.derby.Operation.Upkeep;

/**
 * What waits for the writer. While it commits, the next batch gathers here: the sync is the batching timer. Appends are
 * bounded, since their number is up to strangers; settlements are as many as lanes at most.
 *
 * <p>No interrupt ends a wait here: Derby interrupts every thread that has a connection when it stops, which is news of
 * the connection and not of the thread.
 */
final class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    static final int MAX_EVENTS = 20_000;
    static final long MAX_BYTES = 16L << 20;
    static final int MAX_BATCH = 8_192;
    static final long MAX_BATCH_BYTES = 8L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Operation> waiting = new ArrayDeque<>();
    private int events;
    private long bytes;
    private boolean closed;

    /** How much the next batch may append; one event it always may. */
    record Room(int events, long bytes) {
        /** As much as a batch takes at all. */
        static final Room ANY = new Room(MAX_BATCH, MAX_BATCH_BYTES);
    }

    enum Answer {
        TAKEN,
        OVERLOADED,
        CLOSED
    }

    Answer offer(Operation operation) {
        lock.lock();
        try {
            if (closed) {
                return Answer.CLOSED;
            }
            if (operation instanceof Append append) {
                if (events >= MAX_EVENTS || (events > 0 && bytes + append.size() > MAX_BYTES)) {
                    return Answer.OVERLOADED;
                }
                events++;
                bytes += append.size();
            }
            if (operation instanceof Upkeep) {
                waiting.addFirst(operation); // the writer may soon need what the keeper does next
            } else {
                waiting.addLast(operation);
            }
            if (waiting.size() == 1) {
                changed.signalAll();
            }
            return Answer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next batch, in order; empty when closed and nothing is left. It ends where the open segment would be
     * full, and has one change of a lane at most, since each may be a lot of work.
     */
    List<Operation> take(Room room) {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            List<Operation> batch = new ArrayList<>(Math.min(waiting.size(), MAX_BATCH));
            long size = 0;
            int appends = 0;
            boolean change = false;
            while (!waiting.isEmpty() && batch.size() < MAX_BATCH) {
                Operation next = waiting.element();
                if (next instanceof Append append) {
                    if (appends > 0 && (appends >= room.events || size + append.size() > room.bytes)) {
                        break;
                    }
                    appends++;
                    size += append.size();
                    events--;
                    bytes -= append.size();
                } else if (next instanceof Change) {
                    if (change) {
                        break;
                    }
                    change = true;
                }
                batch.add(waiting.remove());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses everything from now on; what waits is still taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits, but not when closed; answers whether it is still open. */
    boolean pause(Duration wait) {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (!closed && left > 0) {
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    LOG.debug("interrupted, waits on", e);
                }
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }
}
