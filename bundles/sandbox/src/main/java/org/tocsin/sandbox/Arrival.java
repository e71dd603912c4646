// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

/**
 * A request among the others.
 *
 * @param received the request
 * @param lane the id of its lane
 * @param inLane its place in the order of arrival of its lane, from 1
 * @param tries how often the same bytes came to the same path so far, this time included
 * @param takenBefore the number of the last request with the same bytes whose event was taken; 0 when there is none
 */
record Arrival(Received received, String lane, long inLane, long tries, long takenBefore) {

    /** Whether PagerDuty gets an event here that it has. */
    boolean repeats() {
        return takenBefore > 0;
    }
}
