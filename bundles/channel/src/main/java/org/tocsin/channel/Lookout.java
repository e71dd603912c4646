// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.concurrent.Cancellable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after all requests under way, every 50 ms while there are any: takes the connection away from those whose time is
 * over or whose thread was interrupted. A timer for each request would cost more than looking at all of them.
 */
final class Lookout {

    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);
    private static final Duration LOOK = Duration.ofMillis(50);

    /** A request under way. */
    static final class Watched {
        private final Thread caller = Thread.currentThread();
        private final Cancellable request;
        private final long end;
        private volatile boolean expired;

        private Watched(Cancellable request, long end) {
            this.request = request;
            this.end = end;
        }

        /** Whether its time is over: it was cut off for that, or a time-out of its socket came before the next look. */
        boolean expired() {
            return expired || System.nanoTime() - end >= 0;
        }

        private void look(long now) {
            if (now - end >= 0) {
                expired = true;
                cancel();
            } else if (caller.isInterrupted()) {
                cancel();
            }
        }

        private void cancel() {
            try {
                request.cancel();
            } catch (RuntimeException e) { // the others are to be looked after all the same
                LOG.debug("a request cannot be cancelled", e);
            }
        }
    }

    private final Set<Watched> all = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor timer;
    private final long deadline;

    Lookout(Duration deadline) {
        this.deadline = deadline.toNanos();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "tocsin-pagerduty-deadline");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Looks after a request of the calling thread from now on. */
    Watched begins(Cancellable request) {
        Watched watched = new Watched(request, System.nanoTime() + deadline);
        all.add(watched);
        if (!looking.get() && looking.compareAndSet(false, true)) {
            lookSoon();
        }
        return watched;
    }

    void ends(Watched watched) {
        all.remove(watched);
    }

    /** Whether its thread has ended within that time. */
    boolean close(Duration bound) throws InterruptedException {
        timer.shutdownNow();
        return timer.awaitTermination(bound.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void lookSoon() {
        var unused = timer.schedule(this::look, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        for (Watched watched : all) {
            watched.look(now);
        }
        if (all.isEmpty()) {
            looking.set(false);
        }
        // one that came just now may have seen that we look
        if (looking.get() || (!all.isEmpty() && looking.compareAndSet(false, true))) {
            lookSoon();
        }
    }
}
