// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

/** What an exception says of its event. The code is what the column {@code kind} holds. */
public enum Mark {
    /** A dead letter. */
    DEAD('D'),
    /** A dead letter that was put back: it waits. */
    REQUEUED('R'),
    /** Moved out of a segment that had to go: it waits. */
    PARKED('P'),
    /** Taken out while it waited; without its body. */
    DROPPED('X'),
    /** Delivered out of its turn or in place of a dead letter, perhaps with another body than its segment has. */
    SENT('S'),
    /** Neither here nor to be listed any more: a dead letter that was dropped, or delivered after its segment. No body. */
    GONE('G');

    private final char code;

    Mark(char code) {
        this.code = code;
    }

    /** What the column holds. */
    public char code() {
        return code;
    }

    /** Whether the event waits. */
    public boolean waits() {
        return this == REQUEUED || this == PARKED;
    }

    /** The mark of that code. */
    public static Mark of(int code) {
        for (Mark mark : values()) {
            if (mark.code == code) {
                return mark;
            }
        }
        throw new DamagedException("an exception of unknown kind " + code);
    }
}
