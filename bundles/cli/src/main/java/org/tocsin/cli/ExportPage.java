// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import org.jspecify.annotations.Nullable;

/**
 * A part of an export.
 *
 * @param lines an event each, JSON; holds routing keys
 * @param events how many lines
 * @param next where the next part begins; null when this is the last
 */
public record ExportPage(String lines, int events, @Nullable String next) {

    /** Prints without the lines, which hold keys. */
    @Override
    public String toString() {
        return events + " events";
    }
}
