// SPDX-License-Identifier: Apache-2.0
package org.example.mdadm;

import java.util.List;
import org.tocsin.api.InvalidEventException;

/**
 * What {@code mdadm --monitor} tells its {@code --program}: two or three words, as mdadm(8) has them.
 *
 * @param event for example {@code Fail}
 * @param array for example {@code /dev/md0}
 * @param disk the disk that it is about; empty when it is about none
 */
record RaidInput(String event, String array, String disk) {

    /** Reads one line. */
    static RaidInput of(String line) throws InvalidEventException {
        List<String> words = List.of(line.strip().split("\\s+", -1));
        if (words.size() < 2 || words.size() > 3) {
            throw new InvalidEventException(
                    "line", "has " + words.size() + " words, give what mdadm gives: EVENT ARRAY [DISK]");
        }
        return new RaidInput(words.get(0), words.get(1), words.size() > 2 ? words.get(2) : "");
    }
}
