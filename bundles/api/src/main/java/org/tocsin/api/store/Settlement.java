// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.store;

import org.tocsin.api.Lane;

/**
 * What became of the head of a lane.
 *
 * @param lane the lane
 * @param order the head's order number
 * @param result whether it left or died
 * @param attempts how many attempts that took
 * @param answer the other side's answer, kept with a dead letter
 */
public record Settlement(Lane lane, long order, Result result, int attempts, String answer) {

    /** How an event ends. */
    public enum Result {
        /** The other side has it. */
        DELIVERED,
        /** The other side will never take it as it is. */
        DEAD
    }
}
