// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of the queue: one for timers, and as many for attempts as there are slots in use. */
final class Threads {

    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration END = Duration.ofMillis(100);

    private final ScheduledTimers timers = new ScheduledTimers(named("timer"));
    // not bounded here: the slots are the bound
    private final Deliverers pool = new Deliverers(named("deliver"), IDLE);

    Timers timers() {
        return timers;
    }

    Executor pool() {
        return pool;
    }

    /** Ends all threads; one that a channel holds in spite of everything is named. */
    void close() {
        timers.close();
        pool.close();
        try {
            if (!pool.awaitEnd(END) || !timers.awaitEnd(END)) {
                LOG.warn("TOCSIN-QUEUE-007 {} attempts do not end, their channel holds them", pool.count());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory named(String purpose) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "tocsin-queue-" + purpose + '-' + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
