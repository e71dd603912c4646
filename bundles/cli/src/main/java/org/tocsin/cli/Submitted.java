// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import org.jspecify.annotations.Nullable;

/**
 * The proof that an event is durable.
 *
 * @param order its order number; 0 of one that is in the spool and has none yet
 * @param key the 32 characters that name it
 * @param dedupKey what ties a resolve to its trigger; made by the agent when the sender gave none; null where the event
 *     has none
 */
public record Submitted(long order, String key, @Nullable String dedupKey) {
    /** Whether it is in the spool, and the key is none of the agent's. */
    boolean isSpooled() {
        return order == 0;
    }
}
