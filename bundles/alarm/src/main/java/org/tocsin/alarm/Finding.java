// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import java.util.Optional;

/**
 * How one kind of trouble stands.
 *
 * @param kind which
 * @param standing the sentence that tells it; empty when there is none
 * @param extent how far it goes
 */
record Finding(Kind kind, Optional<String> standing, Extent extent) {

    /** What is told. */
    enum Kind {
        /** A lane has moved nothing for long. */
        BLOCKED("blocked", "error"),
        /** There are dead letters. */
        DEAD("dead", "warning"),
        /** The store is near its limit. */
        STORE("store", "critical");

        private final String word;
        private final String severity;

        Kind(String word, String severity) {
            this.word = word;
            this.severity = severity;
        }

        /** As it stands in dedup keys and in the state's file. */
        String word() {
            return word;
        }

        String severity() {
            return severity;
        }
    }
}
