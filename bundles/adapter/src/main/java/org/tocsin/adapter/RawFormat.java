// SPDX-License-Identifier: Apache-2.0
package org.tocsin.adapter;

import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;

/**
 * Reads inputs for the channel {@value #CHANNEL}. Inputs for one adapter that have the same key wait in one lane, so that
 * they are translated in their order and no other tool waits for them. The format is the adapter's name.
 */
@Component(service = EventFormat.class)
public final class RawFormat implements EventFormat {

    static final String CHANNEL = AdapterInput.CHANNEL;

    /** Between the adapter's name and the key in the key of a lane; no name has one. */
    static final char BETWEEN = '/';

    /** So long an input may be as it is stored, in bytes: as long as the store takes. What a tool sends grows by its quotes. */
    static final int MAX_BYTES = 2 * AdapterInput.MAX_BYTES;

    @Override
    public String channel() {
        return CHANNEL;
    }

    @Override
    public Event read(Body text, @Nullable String format, @Nullable String key) throws InvalidEventException {
        if (text.size() > MAX_BYTES) {
            throw new InvalidEventException(
                    InvalidEventException.Kind.TOO_LARGE,
                    "body",
                    "has " + text.size() + " bytes, an input may have " + MAX_BYTES + "; shorten it");
        }
        String adapter = RawInput.of(text, key).adapter();
        if (format != null && !format.equals(adapter)) {
            throw new InvalidEventException("format", "is not the adapter of the input, leave it out");
        }
        return new Event(lane(adapter, key), adapter, text, null);
    }

    private static Lane lane(String adapter, @Nullable String key) throws InvalidEventException {
        try {
            return new Lane(CHANNEL, adapter + BETWEEN + (key == null ? "" : key));
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException("key", "is longer than any routing key, correct it");
        }
    }

    /** An input is stored without its key. */
    @Override
    public boolean hasKeysInTexts() {
        return false;
    }

    @Override
    public @Nullable String keyBeside(Lane lane) {
        return key(lane.key());
    }

    /** The adapter's name. */
    static String adapter(Lane lane) {
        String key = lane.key();
        return key.substring(0, Math.max(0, key.indexOf(BETWEEN)));
    }

    /** The tool's key in that of a lane; null when it gave none. */
    static @Nullable String key(String lane) {
        String key = lane.substring(lane.indexOf(BETWEEN) + 1);
        return key.isEmpty() ? null : key;
    }
}
