// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

/**
 * What came of an import.
 *
 * @param accepted how many lines are on the queue; one that was there already counts
 * @param refused the others
 */
public record Imported(int accepted, List<BadLine> refused) {

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
