// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import io.micrometer.shaded.reactor.core.scheduler.Schedulers;

/** The threads of Micrometer's library: there is one set of them for all who push, and it ends with the last. */
final class LibraryThreads {

    private int users;

    /** Before anything is made that uses them. */
    synchronized void use() {
        users++;
    }

    /** After what used them has ended. */
    synchronized void leave() {
        users--;
        if (users == 0) {
            Schedulers.shutdownNow();
        }
    }
}
