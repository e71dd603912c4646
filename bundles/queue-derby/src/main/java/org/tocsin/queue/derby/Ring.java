// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the ring that are empty and ready, made so by the keeper ahead of the writer's need; and which ones are
 * taken, so that the keeper never empties one that the writer is about to use.
 */
final class Ring {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Integer> ready = new ArrayDeque<>();
    private final Set<Integer> known = new HashSet<>();
    private boolean closed;

    /** It holds a segment. */
    void taken(int slot) {
        lock.lock();
        try {
            known.add(slot);
        } finally {
            lock.unlock();
        }
    }

    /** Nothing names it any more. */
    void forgotten(int slot) {
        lock.lock();
        try {
            known.remove(slot);
        } finally {
            lock.unlock();
        }
    }

    void offer(int slot) {
        lock.lock();
        try {
            known.add(slot);
            ready.add(slot);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The writer's commit failed, and the table is as it was. */
    void giveBack(int slot) {
        lock.lock();
        try {
            ready.addFirst(slot);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return ready.size();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is taken or ready. */
    boolean knows(int slot) {
        lock.lock();
        try {
            return known.contains(slot);
        } finally {
            lock.unlock();
        }
    }

    /** The next one; waits so long for it, and not when closed. */
    @Nullable
    Integer take(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long nanos = wait.toNanos();
            while (ready.isEmpty() && !closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return ready.poll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
