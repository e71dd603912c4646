// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.List;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.StoreData;

/** What was known by heart of a database that broke while it was open: newer than what can be read of it. */
record Known(StoreData store, List<LaneData> lanes) {

    static Known of(Book book) {
        book.reading().lock();
        try {
            return new Known(
                    book.store(), book.lanes().stream().map(LaneBook::data).toList());
        } finally {
            book.reading().unlock();
        }
    }
}
