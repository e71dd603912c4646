// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.tocsin.queue.derby.Operation.Append;
import org.tocsin.queue.derby.Operation.Requeue;

/**
 * What waits for the writer. While it commits, the next batch gathers here: the sync is the batching timer. Appends are
 * bounded, since their number is up to strangers; settlements and requeues are as many as lanes at most.
 */
final class Inbox {

    static final int MAX_EVENTS = 20_000;
    static final long MAX_BYTES = 32L << 20;
    static final int MAX_BATCH = 2_000;
    static final long MAX_BATCH_BYTES = 8L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Operation> waiting = new ArrayDeque<>();
    private int events;
    private long bytes;
    private boolean closed;

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
                if (events >= MAX_EVENTS || bytes + append.size() > MAX_BYTES) {
                    return Answer.OVERLOADED;
                }
                events++;
                bytes += append.size();
            }
            waiting.add(operation);
            changed.signalAll();
            return Answer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next batch, in order; empty when closed and nothing is left. A requeue comes alone. */
    List<Operation> take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            List<Operation> batch = new ArrayList<>();
            long size = 0;
            while (!waiting.isEmpty() && batch.size() < MAX_BATCH && size < MAX_BATCH_BYTES) {
                boolean alone = waiting.peek() instanceof Requeue;
                if (alone && !batch.isEmpty()) {
                    break;
                }
                Operation next = waiting.remove();
                batch.add(next);
                if (next instanceof Append append) {
                    events--;
                    bytes -= append.size();
                    size += append.size();
                }
                if (alone) {
                    break;
                }
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
    boolean pause(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long nanos = wait.toNanos();
            while (!closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }
}
