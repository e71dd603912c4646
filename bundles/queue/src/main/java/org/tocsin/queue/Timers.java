// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;

/** Calls back later. */
@FunctionalInterface
interface Timers {

    /** Calls once, on a thread that must not be held up. */
    void after(Duration wait, Runnable call);
}
