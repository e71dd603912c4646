// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.QueueRefusedException.Reason;
import org.tocsin.api.store.StoreException;

/** What a failure of the store is called at the queue's doors. */
final class Refusals {

    private Refusals() {}

    static QueueRefusedException of(Throwable cause) {
        boolean full = cause instanceof StoreException problem && problem.full();
        String message = cause instanceof StoreException ? cause.getMessage() : null;
        return new QueueRefusedException(
                full ? Reason.FULL : Reason.NOT_READY,
                "queue: " + (message == null ? "the store failed, see the log: " + cause : message),
                cause);
    }
}
