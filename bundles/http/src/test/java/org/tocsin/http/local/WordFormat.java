// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;

/** Events in test form: {@code <key> <text>}; texts that begin with bad or huge are refused as such. */
final class WordFormat implements EventFormat {

    @Override
    public String channel() {
        return "pagerduty";
    }

    @Override
    public Event read(Body text, @Nullable String format, @Nullable String key) throws InvalidEventException {
        String words = text.utf8();
        if (words.startsWith("huge")) {
            throw new InvalidEventException(InvalidEventException.Kind.TOO_LARGE, "body", "is over 512 KB, send less");
        }
        if (words.isBlank() || words.startsWith("bad")) {
            throw new InvalidEventException("payload.summary", "is \"missing\", give one");
        }
        // the command line sends JSON
        String inside = words.startsWith("{") ? "K".repeat(32) : words.substring(0, Math.max(0, words.indexOf(' ')));
        if (inside.isEmpty() && key == null) {
            throw new InvalidEventException("routing_key", "is missing, begin with it");
        }
        if (!inside.isEmpty() && key != null && !key.equals(inside)) {
            throw new InvalidEventException("routing_key", "differs from the key given outside the text, give it once");
        }
        String lane = inside.isEmpty() ? String.valueOf(key) : inside;
        Body body = inside.isEmpty() ? Body.of(lane + words) : text;
        return new Event(new Lane(channel(), lane), format == null ? "inferred" : format, body, "dedup-1");
    }
}
