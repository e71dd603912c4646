// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.store;

import org.tocsin.api.Lane;

/**
 * What became of the head of a lane.
 *
 * @param event the head
 * @param result whether it left or died
 * @param attempts how many attempts that took
 * @param answer the other side's answer, kept with a dead letter
 */
public record Settlement(StoredEvent event, Result result, int attempts, String answer) {

    /** How an event ends. */
    public enum Result {
        /** The other side has it. */
        DELIVERED,
        /** The other side will never take it as it is, or it has waited too long. */
        DEAD
    }

    /** The lane. */
    public Lane lane() {
        return event.event().lane();
    }

    /** The head's order number. */
    public long order() {
        return event.order();
    }
}
