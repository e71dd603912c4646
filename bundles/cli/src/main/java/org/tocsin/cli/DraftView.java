// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import org.jspecify.annotations.Nullable;

/**
 * An event that was made and not sent.
 *
 * @param channel by which it would be delivered
 * @param lane the id of the lane on which it would be
 * @param format its shape
 * @param dedupKey of its incident, or null
 * @param body its exact text
 */
public record DraftView(
        String channel,
        String lane,
        String format,
        @Nullable String dedupKey,
        String body) {
    /** Prints without the text, which may hold a key. */
    @Override
    public String toString() {
        return "DraftView[" + lane + ']';
    }
}
