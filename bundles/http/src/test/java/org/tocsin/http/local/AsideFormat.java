// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.Lane;

/** Events whose keys are in their lanes alone, with a word before them, as those of inputs are. */
record AsideFormat(String channel) implements EventFormat {

    private static final String WORD = "loft/";

    @Override
    public boolean hasKeysInTexts() {
        return false;
    }

    @Override
    public @Nullable String keyBeside(Lane lane) {
        String key = lane.key().substring(WORD.length());
        return key.isEmpty() ? null : key;
    }

    @Override
    public Event read(Body text, @Nullable String format, @Nullable String key) {
        return new Event(new Lane(channel, WORD + (key == null ? "" : key)), "plain", text, null);
    }
}
