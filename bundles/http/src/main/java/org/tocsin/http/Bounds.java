// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the listener holds at one time, over all its event loops. */
final class Bounds {

    private final AtomicInteger sockets = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    private final int maxConnections;
    private final int maxWaiting;
    private final long maxWaitingBytes;

    Bounds(int maxConnections, int maxWaiting, long maxWaitingBytes) {
        this.maxConnections = maxConnections;
        this.maxWaiting = maxWaiting;
        this.maxWaitingBytes = maxWaitingBytes;
    }

    /** How a new connection is treated. */
    enum Welcome {
        /** Served. */
        SERVED,
        /** Over the limit: told so, and closed. */
        TOLD,
        /** Far over the limit: closed at once. */
        CLOSED
    }

    /**
     * Counts what was accepted, whether or not it ever becomes a connection that asks for something; {@link #gone()} must
     * follow when the answer is true. There is room for those that are told that there are too many.
     */
    boolean accepted() {
        if (sockets.incrementAndGet() > 2L * maxConnections) {
            sockets.decrementAndGet();
            return false;
        }
        return true;
    }

    void gone() {
        sockets.decrementAndGet();
    }

    /** Counts a connection; {@link #disconnected()} must follow. */
    Welcome connected() {
        int now = connections.incrementAndGet();
        if (now <= maxConnections) {
            return Welcome.SERVED;
        }
        return now <= 2L * maxConnections ? Welcome.TOLD : Welcome.CLOSED;
    }

    void disconnected() {
        connections.decrementAndGet();
    }

    int connections() {
        return connections.get();
    }

    int waiting() {
        return waiting.get();
    }

    /** Takes a place for a request; {@link #leave} must follow when the answer is true. */
    boolean enter() {
        if (waiting.incrementAndGet() > maxWaiting) {
            waiting.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Takes room for so many bytes of a request that is in. */
    boolean hold(int size) {
        if (bytes.addAndGet(size) > maxWaitingBytes) {
            bytes.addAndGet(-size);
            return false;
        }
        return true;
    }

    /** Gives a request's place back, and the room that it took. */
    void leave(long held) {
        bytes.addAndGet(-held);
        waiting.decrementAndGet();
    }
}
