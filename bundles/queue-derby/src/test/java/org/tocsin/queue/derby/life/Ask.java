// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.life;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.Settlement;

/** Something that was asked of the store. Events go by the number that the asker gave them, in the order of asking. */
public sealed interface Ask {

    /** The lane. */
    Lane lane();

    /**
     * An event.
     *
     * @param number the number of the event; of a repetition, that of the first one
     */
    record Append(int number, Event event, @Nullable SubmissionId submission) implements Ask {
        @Override
        public Lane lane() {
            return event.lane();
        }
    }

    /** The head of a lane left or died; or it did so before. */
    record Settle(int number, Settlement settlement) implements Ask {
        @Override
        public Lane lane() {
            return settlement.lane();
        }
    }

    /** A person's hand on the lane. */
    record Change(List<Integer> numbers, LaneChange change) implements Ask {
        /** Copies the list. */
        public Change {
            numbers = List.copyOf(numbers);
        }

        @Override
        public Lane lane() {
            return change.lane();
        }
    }
}
