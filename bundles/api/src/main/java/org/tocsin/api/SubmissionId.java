// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A sender's name for one submission of one event. It gives the same name again when it does not know whether its first
 * try arrived, and a new name for every new event. Names of different lanes do not meet.
 *
 * @param text 1 to {@value #MAX_LENGTH} printable ASCII characters without blanks
 */
public record SubmissionId(String text) {

    /** The longest name, in characters. */
    public static final int MAX_LENGTH = 64;

    /**
     * The name under which an exported event is taken in again, by whichever door: so a second import of it within the
     * time is known as a repeat.
     *
     * @param key the key that the event had, as the export tells it
     */
    public static SubmissionId ofImport(String key) {
        return new SubmissionId("import-" + key);
    }

    /** @throws IllegalArgumentException when the text is empty, too long, or has a character that is not allowed */
    public SubmissionId {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "submission id: must have 1 to " + MAX_LENGTH + " printable ASCII characters without blanks");
        }
    }

    /**
     * The name of one of several events that were made of what was submitted under this name: the first has the name of the
     * whole, so that a single event is known by it elsewhere, too.
     *
     * @param index from 0
     */
    public SubmissionId part(int index) {
        if (index == 0) {
            return this;
        }
        String name = text + '.' + index;
        return new SubmissionId(
                name.length() <= MAX_LENGTH
                        ? name
                        : UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII))
                                .toString());
    }
}
