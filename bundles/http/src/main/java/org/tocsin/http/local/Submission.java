// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.SubmissionId;
import org.tocsin.cli.Wire;

/** The header by which a client names what it sends, so that a repeat of it is not kept twice. */
final class Submission {

    static final String HEADER = Wire.SUBMISSION;

    private Submission() {}

    /** The name, or null when the header is not there. */
    static @Nullable SubmissionId of(@Nullable String header) throws InvalidEventException {
        try {
            return header == null ? null : new SubmissionId(header);
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException(
                    HEADER,
                    "must have 1 to " + SubmissionId.MAX_LENGTH
                            + " printable ASCII characters without blanks, or be left out");
        }
    }
}
