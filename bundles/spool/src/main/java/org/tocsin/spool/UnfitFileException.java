// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.util.Locale;

/** A file can never be taken in. */
final class UnfitFileException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Why why;

    /** The kinds of misfits, as the names of files that are set aside and the meter have them. */
    enum Why {
        /** Its name is none that a sender gives. */
        NAME,
        /** It is no plain file, or has a second name. */
        KIND,
        /** It is longer than any event. */
        SIZE,
        /** The agent may not read it. */
        UNREADABLE,
        /** Its text is not what such a file holds. */
        CONTENT,
        /** Its event is none that its channel takes. */
        EVENT,
        /** Nobody reads the events of its channel. */
        CHANNEL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param message what is wrong and what to do; neither a name of a file nor a secret */
    UnfitFileException(Why why, String message) {
        super(message);
        this.why = why;
    }

    /** Longer than any that is for the same channel. */
    static UnfitFileException tooLong(int most) {
        return new UnfitFileException(Why.SIZE, "is longer than " + most + " bytes");
    }

    Why why() {
        return why;
    }
}
