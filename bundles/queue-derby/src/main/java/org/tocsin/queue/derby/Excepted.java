// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.format.ExceptionRecord.Standing;

/** An event with its exception. */
record Excepted(int lane, StoredEvent stored, Standing standing) {

    int size() {
        return stored.event().body().size();
    }
}
