// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Beats when anything changes that a page shows, so that a reader who knows the last beat can tell. */
final class Pulse {

    /** Where this sandbox began to count: the beat of another run is not taken for one of this. */
    private final long run = System.nanoTime() & 0xffff_ffffL;

    private final AtomicLong beat = new AtomicLong(run);
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    /** Called on the event loop. */
    void beat() {
        beat.incrementAndGet();
        watchers.forEach(Runnable::run);
    }

    long run() {
        return run;
    }

    long now() {
        return beat.get();
    }

    /** Tells of every further beat; the answer ends it. */
    Runnable watch(Runnable watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }
}
