// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.SubmissionId;

/**
 * What a file holds.
 *
 * @param channel whose event it is
 * @param format its shape, a word of the channel; null to infer it
 * @param key the key that the sender gave outside the text; secret; null for the one in it
 * @param submission the sender's name for it: when the file is taken in a second time, the event is not
 * @param text the event
 */
record Dropped(
        String channel, @Nullable String format, @Nullable String key, SubmissionId submission, Body text) {

    /** Prints without the key. */
    @Override
    public String toString() {
        return "Dropped[" + channel + ", " + text + ']';
    }
}
