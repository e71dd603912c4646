// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after all attempts under way, every 50 ms while there are any: takes the connection away from those whose time is
 * over or whose thread was interrupted. A timer for each attempt would cost more than looking at all of them.
 */
public final class Lookout {

    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);
    private static final Duration LOOK = Duration.ofMillis(50);

    /** An attempt under way. */
    public static final class Watched {
        private final Thread caller = Thread.currentThread();
        private final Runnable cut;
        private final long end;
        private volatile boolean expired;

        private Watched(Runnable cut, long end) {
            this.cut = cut;
            this.end = end;
        }

        /** Whether its time is over: it was cut off for that, or a time-out of its socket came before the next look. */
        public boolean expired() {
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
                cut.run();
            } catch (RuntimeException | Error e) { // the others are to be looked after all the same
                LOG.debug("an attempt cannot be cut off", e);
            }
        }
    }

    private final Set<Watched> all = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor timer;
    private final long deadline;

    /**
     * @param plugin whose attempts these are; its thread is called after it
     * @param deadline how long an attempt may take in all
     */
    public Lookout(String plugin, Duration deadline) {
        this(
                new ScheduledThreadPoolExecutor(1, task -> {
                    Thread thread = new Thread(task, "tocsin-" + plugin + "-deadline");
                    thread.setDaemon(true);
                    return thread;
                }),
                deadline);
    }

    Lookout(ScheduledThreadPoolExecutor timer, Duration deadline) {
        this.timer = timer;
        this.deadline = deadline.toNanos();
    }

    /**
     * Looks after an attempt of the calling thread from now on.
     *
     * @param cut takes the connection away, on another thread; done again while the attempt has not ended
     */
    public Watched begins(Runnable cut) {
        Watched watched = new Watched(cut, System.nanoTime() + deadline);
        all.add(watched);
        if (!looking.get() && looking.compareAndSet(false, true)) {
            lookSoon();
        }
        return watched;
    }

    /** The attempt has ended, whichever way. */
    public void ends(Watched watched) {
        all.remove(watched);
    }

    /** Whether its thread has ended within that time. */
    public boolean close(Duration bound) throws InterruptedException {
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
            // one that came just now may have seen that we look; or it has seen that we do not, and looks itself
            if (all.isEmpty() || !looking.compareAndSet(false, true)) {
                return;
            }
        }
        lookSoon();
    }
}
