// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

/** The JSON texts that the local API answers with. */
final class Answers {

    private Answers() {}

    /** Names an accepted event, as the original does. */
    static String accepted(String key) {
        return "{\"key\":\"" + key + "\"}"; // hexadecimal digits, of which JSON escapes none
    }
}
