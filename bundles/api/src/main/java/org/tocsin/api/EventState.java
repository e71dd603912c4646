// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

/** Where an event stands on its way. */
public enum EventState {
    /** Accepted and not settled; also one that was put back. */
    WAITING,

    /** The other side has it. */
    DELIVERED,

    /** A dead letter: the other side will never take it as it is, or it has waited too long. */
    DEAD,

    /** Taken out of its lane while it waited, by a person or by catching up; it is not delivered. */
    DROPPED
}
