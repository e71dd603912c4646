// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

/**
 * What came of an import.
 *
 * @param accepted how many lines are on the queue; one that was there already counts
 * @param refused the others
 * @param stoppedAt the first line that the queue did not accept, or that was not tried because of that or of the time; 0
 *     when there is none. What follows it must not be sent before it is: it could overtake
 */
public record Imported(int accepted, List<BadLine> refused, int stoppedAt) {

    /** Copies the list. */
    public Imported {
        refused = List.copyOf(refused);
    }

    /**
     * A line that was refused.
     *
     * @param line its number, from 1
     * @param error what is wrong and what to do; never a secret
     */
    public record BadLine(int line, String error) {}
}
