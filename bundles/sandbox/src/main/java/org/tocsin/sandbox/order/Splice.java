// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.order;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.tocsin.sandbox.Bytes;

/** The one documented change of an event: a missing dedup (or incident) key is put in right behind the first brace. */
final class Splice {

    private static final Pattern SPLICED = Pattern.compile("^(\\s*\\{)\"(?:dedup_key|incident_key)\":\"[^\"\\\\]*\",");

    private Splice() {}

    /** The event without it; as it is when there is none. */
    static Bytes removed(Bytes body) {
        // one byte is one character here, so nothing else can change
        String text = new String(body.toArray(), StandardCharsets.ISO_8859_1);
        return Bytes.of(SPLICED.matcher(text).replaceFirst("$1").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whether the event has one. */
    static boolean isIn(Bytes body) {
        return !removed(body).equals(body);
    }
}
