// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;

/** The events of the channel {@code note}: any text of 1 to 100 bytes, its first word being the dedup key; with a blank before it has none. */
public final class NoteFormat implements EventFormat {

    private static final int MAX_BYTES = 100;

    @Override
    public String channel() {
        return "note";
    }

    @Override
    public Event read(Body text, @Nullable String format, @Nullable String key) throws InvalidEventException {
        if (text.size() == 0) {
            throw new InvalidEventException("body", "is \"empty\", write a note");
        }
        if (text.size() > MAX_BYTES) {
            throw new InvalidEventException(InvalidEventException.Kind.TOO_LARGE, "body", "is too long, shorten it");
        }
        if (key == null) {
            throw new InvalidEventException("key", "is missing, give one");
        }
        String dedupKey = text.utf8().split(" ", 2)[0];
        return new Event(
                new Lane("note", key), format == null ? "plain" : format, text, dedupKey.isEmpty() ? null : dedupKey);
    }
}
