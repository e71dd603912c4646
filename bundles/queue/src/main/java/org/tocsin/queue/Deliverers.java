// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of attempts, as many as are needed at a time. One that has done its task takes the next that waits, and
 * rests only when there is none.
 *
 * <p>Whoever brings tasks calls one thread at most, and that one calls another if tasks are left when it has taken its
 * own. So a commit that makes a hundred lanes ready does not wake a hundred threads, which would drive each other and the
 * one that writes from the processors, and what those that come back in the meantime take needs no waking at all. While
 * tasks wait, one thread is always on its way to them, so none waits for a thread that is held up.
 */
final class Deliverers implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Deliverers.class);

    private final class Deliverer implements Runnable {
        private @Nullable Thread thread;
        private volatile boolean called = true; // a new one is on its way
        private boolean rests;

        @Override
        public void run() {
            try {
                for (Runnable task = next(this); task != null; task = next(this)) {
                    task.run();
                }
            } finally {
                leaves(this);
            }
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition empty = lock.newCondition();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final Set<Deliverer> all = new HashSet<>();
    // the last to rest is the first to be called: the others may end
    private final ArrayDeque<Deliverer> resting = new ArrayDeque<>();
    private final ThreadFactory threads;
    private final Duration patience;
    private boolean coming;
    private volatile boolean closed;

    /** @param patience how long a thread rests before it ends */
    Deliverers(ThreadFactory threads, Duration patience) {
        this.threads = threads;
        this.patience = patience;
    }

    /** @throws RejectedExecutionException when closed; another error when there is no thread, and the task is not taken */
    @Override
    public void execute(Runnable task) {
        Deliverer woken = null;
        lock.lock();
        try {
            if (closed) {
                throw new RejectedExecutionException("closed");
            }
            waiting.add(task);
            if (!coming) {
                woken = callAnother(task);
            }
        } finally {
            lock.unlock();
        }
        wake(woken);
    }

    int count() {
        lock.lock();
        try {
            return all.size();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is begun any more, and what is under way is interrupted. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            for (Deliverer one : all) {
                if (one.thread != null) {
                    one.thread.interrupt();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether all threads have done their last task within that time: nothing is left to them but to end. */
    boolean awaitEnd(Duration bound) throws InterruptedException {
        long left = bound.toNanos();
        lock.lock();
        try {
            while (!all.isEmpty() && left > 0) {
                left = empty.awaitNanos(left);
            }
            return all.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a task; null when the thread is to end. */
    private @Nullable Runnable next(Deliverer me) {
        long end = 0;
        while (true) {
            Deliverer woken = null;
            Runnable task;
            lock.lock();
            try {
                boolean rested = end != 0 && !me.called && System.nanoTime() - end >= 0;
                arrives(me);
                task = waiting.poll();
                if (task != null && !waiting.isEmpty() && !coming) {
                    woken = callAnother(null);
                }
                if (task == null && (closed || rested)) {
                    return null;
                }
                if (task == null) {
                    me.rests = true;
                    resting.add(me);
                }
            } finally {
                lock.unlock();
            }
            wake(woken);
            if (task != null) {
                return task;
            }
            end = System.nanoTime() + patience.toNanos();
            rest(me, end);
        }
    }

    private void rest(Deliverer me, long end) {
        long left = patience.toNanos();
        while (!me.called && left > 0 && !closed) {
            Thread.interrupted(); // meant for a task that is done, and would not let us rest
            LockSupport.parkNanos(this, left);
            left = end - System.nanoTime();
        }
    }

    /** With the lock held. */
    private void arrives(Deliverer me) {
        if (me.called) {
            me.called = false;
            coming = false;
        } else if (me.rests) {
            resting.remove(me);
        }
        me.rests = false;
    }

    /**
     * With the lock held: answers with one that has to be woken, without the lock; null when a new one was started.
     *
     * @param task what is taken back when there is no thread to call; null when the caller will come for it
     */
    private @Nullable Deliverer callAnother(@Nullable Runnable task) {
        Deliverer known = resting.pollLast();
        if (known != null) {
            known.called = true;
            coming = true;
            return known;
        }
        Deliverer made = new Deliverer();
        try {
            Thread thread = threads.newThread(made);
            made.thread = thread;
            all.add(made);
            coming = true;
            thread.start();
        } catch (RuntimeException | Error e) { // most likely the system has no thread to give
            all.remove(made);
            coming = false;
            if (task != null) {
                waiting.removeLastOccurrence(task);
                throw e;
            }
            LOG.debug("no further thread, those that are there go on", e);
        }
        return null;
    }

    private static void wake(@Nullable Deliverer woken) {
        if (woken != null) {
            LockSupport.unpark(woken.thread);
        }
    }

    /** Ends it, also when its task has broken it; then what waits is another's. */
    private void leaves(Deliverer me) {
        Deliverer woken = null;
        lock.lock();
        try {
            arrives(me);
            all.remove(me);
            if (!waiting.isEmpty() && !coming) {
                woken = callAnother(null);
            }
            empty.signalAll();
        } finally {
            lock.unlock();
        }
        wake(woken);
    }
}
