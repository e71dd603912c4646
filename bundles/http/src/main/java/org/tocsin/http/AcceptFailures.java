// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells that connections cannot be accepted: at once, and then once a minute how often, while it goes on. */
final class AcceptFailures {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);
    private static final Duration REST = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private boolean told;
    private long toldAt;
    private int untold;

    AcceptFailures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** One more. */
    synchronized void add(Throwable cause) {
        untold++;
        long now = nanoTime.getAsLong();
        if (told && now - toldAt < REST.toNanos()) {
            return;
        }
        LOG.error(
                "TOCSIN-HTTP-012 connections cannot be accepted, they wait and it is tried every second: {} ({} times);"
                        + " if descriptors are lacking, give the process more",
                cause.getMessage(),
                untold);
        told = true;
        toldAt = now;
        untold = 0;
    }
}
