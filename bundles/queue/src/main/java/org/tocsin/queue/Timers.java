// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;

/** Calls back later. */
@FunctionalInterface
interface Timers {

    /** Calls once, on a thread that must not be held up. */
    Cancellation after(Duration wait, Runnable call);

    /** Calls the call off, if it has not been made. */
    @FunctionalInterface
    interface Cancellation {
        void cancel();
    }
}
