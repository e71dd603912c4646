// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

/** The agent did not do what it was asked, for a reason that a person is told. */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final boolean event;

    /** Which kind of answer fits. */
    public enum Reason {
        /** The event, or what was asked, is wrong, and will be next time. */
        INVALID,
        /** The event is larger than its channel takes. */
        TOO_LARGE,
        /** There is no such event or lane. */
        UNKNOWN,
        /** The event or the lane is in a state in which this cannot be done. */
        CONFLICT,
        /** There is no room; next time may be better. */
        FULL,
        /** The agent is starting or stopping, or failed; next time may be better. */
        BUSY,
        /** It is not known whether it was done: the agent began, and was not through in time. */
        LATE,
        /** There is no agent. */
        ABSENT
    }

    /** @param message what is wrong and what to do about it; one line, never a secret */
    public RefusedException(Reason reason, String message) {
        this(reason, message, false);
    }

    private RefusedException(Reason reason, String message, boolean event) {
        super(message);
        this.reason = reason;
        this.event = event;
    }

    /** The same, of an event that was to be put on the queue. */
    RefusedException ofAnEvent() {
        return new RefusedException(reason, String.valueOf(getMessage()), true);
    }

    /** Whether this is of an event that the agent may well take the next time; not when the agent is full. */
    boolean passes() {
        return event && (reason == Reason.BUSY || reason == Reason.LATE);
    }

    /** Which kind of answer fits. */
    public Reason reason() {
        return reason;
    }
}
