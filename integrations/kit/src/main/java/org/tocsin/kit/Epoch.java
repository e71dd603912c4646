// SPDX-License-Identifier: Apache-2.0
package org.tocsin.kit;

import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times as monitoring tools write them. */
public final class Epoch {

    private Epoch() {}

    /** Seconds since 1970 as a timestamp of API v2; null for what is none. */
    public static @Nullable String timestamp(String seconds) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(seconds.strip())).toString();
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }
}
