// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

/** The queue did not take an event, and stored nothing of it. The sender keeps it and tries again. */
public final class QueueRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why the event was refused. */
    public enum Reason {
        /** A limit of the store, or the disk itself, is reached. */
        FULL,
        /** The queue is starting, stopping, or its store failed. */
        NOT_READY
    }

    /** @param message what is wrong and what to do about it */
    public QueueRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why the event was refused; {@code cause} is for the log. */
    public QueueRefusedException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why the event was refused. */
    public Reason reason() {
        return reason;
    }
}
