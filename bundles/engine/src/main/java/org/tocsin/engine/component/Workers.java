// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads on which exchanges go on that may not keep the thread that brought them. */
public final class Workers implements AutoCloseable {

    private static final int CONTINUATION_THREADS = 2;
    private static final long IDLE_SECONDS = 30;
    private static final long CLOSE_MILLIS = 200;

    private final String name;
    private final ThreadPoolExecutor requests;
    private final ThreadPoolExecutor continuations;

    /**
     * @param requestThreads how many requests of blocking routes are worked on at the same time
     * @param waitingRequests how many more may wait for one of these threads
     */
    public Workers(int requestThreads, int waitingRequests) {
        this("tocsin-engine", requestThreads, waitingRequests);
    }

    /**
     * @param name what the names of its threads begin with
     * @param requestThreads how many requests of blocking routes are worked on at the same time
     * @param waitingRequests how many more may wait for one of these threads
     */
    public Workers(String name, int requestThreads, int waitingRequests) {
        this.name = name;
        requests = pool(name + "-http-", requestThreads, new LinkedBlockingQueue<>(waitingRequests));
        // Its queue has no bound of its own: every entry is an exchange that is in memory anyway, and refusing one
        // would throw work of the store's writer thread back on that thread.
        continuations = pool(name + "-event-", CONTINUATION_THREADS, new LinkedBlockingQueue<>());
    }

    /** @throws RejectedExecutionException when all threads are busy and as many as may wait do wait */
    void request(Runnable work) {
        requests.execute(work);
    }

    /** Goes on with an exchange off the thread that completed it; never refuses. */
    void proceed(Runnable work) {
        try {
            continuations.execute(work);
        } catch (RejectedExecutionException closed) {
            // The agent stops, and whoever waits for this exchange still has to hear what was committed.
            work.run();
        }
    }

    /** Lets what is under way end, for a moment, and then interrupts it; what still waited for a thread gets its turn. */
    @Override
    public void close() {
        requests.shutdown();
        continuations.shutdown();
        try {
            boolean quiet = requests.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)
                    && continuations.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            if (quiet) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // The routes are stopped: whoever still waits for a thread is told so at once, and not by a time-out.
        requests.shutdownNow().forEach(Runnable::run);
        finish(continuations.shutdownNow());
    }

    /** What was committed is told, by a thread of its own: a step that hangs keeps nobody else from ending. */
    private void finish(List<Runnable> rest) {
        if (rest.isEmpty()) {
            return;
        }
        Thread last = new Thread(() -> rest.forEach(Runnable::run), name + "-event-last");
        last.setDaemon(true);
        last.setContextClassLoader(Workers.class.getClassLoader());
        last.start();
    }

    private static ThreadPoolExecutor pool(String prefix, int threads, BlockingQueue<Runnable> queue) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory named = work -> {
            Thread thread = new Thread(work, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            // Not that of the thread which happened to bring the first work: it may belong to a bundle that goes.
            thread.setContextClassLoader(Workers.class.getClassLoader());
            return thread;
        };
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, queue, named);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
