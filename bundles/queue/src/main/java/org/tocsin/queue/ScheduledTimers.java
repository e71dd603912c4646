// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Timers on one thread of their own. */
final class ScheduledTimers implements Timers {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledTimers.class);

    private final ScheduledThreadPoolExecutor executor;

    ScheduledTimers(ThreadFactory threads) {
        executor = new ScheduledThreadPoolExecutor(1, threads);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void after(Duration wait, Runnable call) {
        try {
            var unused = executor.schedule(() -> guarded(call), wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed: what waits is in the store", e);
        }
    }

    void close() {
        executor.shutdown();
    }

    boolean awaitEnd(Duration bound) throws InterruptedException {
        return executor.awaitTermination(bound.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) { // which nobody would hear of else
            LOG.error("TOCSIN-QUEUE-006 a timer of the queue failed", e);
        }
    }
}
