// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.doctor;

/** Asked before a table of the ring is read, which may be about to be emptied. */
public interface TableAccess {

    /** Where nobody empties tables. */
    TableAccess ALWAYS = new TableAccess() {
        @Override
        public boolean enter(int slot) {
            return true;
        }

        @Override
        public void leave(int slot) {
            // nobody waits for it
        }
    };

    /** Before a statement; false when the table is being emptied. */
    boolean enter(int slot);

    /** After it. */
    void leave(int slot);
}
