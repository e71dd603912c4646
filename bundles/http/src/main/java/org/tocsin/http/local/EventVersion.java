// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;

/** The header by which clients of the original agent say which of PagerDuty's formats they send. */
final class EventVersion {

    static final String HEADER = "Pd-Event-Version";

    private static final Set<String> FORMATS = Set.of("v1", "v2", "change");

    private EventVersion() {}

    /** The format, or null to infer it from the text when the header is not there. */
    static @Nullable String format(@Nullable String header) throws InvalidEventException {
        if (header != null && !FORMATS.contains(header)) {
            throw new InvalidEventException(HEADER, "must be v1, v2 or change, or left out");
        }
        return header;
    }
}
