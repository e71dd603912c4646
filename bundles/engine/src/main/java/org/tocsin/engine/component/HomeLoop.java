// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The event loop that runs a route on this thread right now. What such a route waits for comes back to its loop: a route
 * that never blocks needs no other thread, and the change from one to another costs more than most of its steps.
 */
final class HomeLoop {

    private static final ThreadLocal<@Nullable Executor> CURRENT = new ThreadLocal<>();

    private HomeLoop() {}

    /** Null on a thread that is no loop's, or runs no route. */
    static @Nullable Executor current() {
        return CURRENT.get();
    }

    /** Does a step of a route on the loop's own thread. */
    static void run(Executor loop, Runnable step) {
        Executor outer = CURRENT.get();
        CURRENT.set(loop);
        try {
            step.run();
        } finally {
            if (outer == null) {
                CURRENT.remove(); // the thread is not ours, and outlives us
            } else {
                CURRENT.set(outer);
            }
        }
    }
}
