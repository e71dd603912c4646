// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.InvalidEventException;

/** Reads the text of an event with the format of its channel, as every door does. */
final class Formats {

    private final @Nullable List<EventFormat> formats;

    Formats(@Nullable List<EventFormat> formats) {
        this.formats = formats;
    }

    Event read(String channel, Body text, String format, @Nullable String key) {
        EventFormat reader = (formats == null ? List.<EventFormat>of() : formats)
                .stream()
                        .filter(one -> one.channel().equals(channel))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "nothing here can read events of the channel " + channel + ", see tocsin:status"));
        try {
            return reader.read(text, format, key);
        } catch (InvalidEventException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
