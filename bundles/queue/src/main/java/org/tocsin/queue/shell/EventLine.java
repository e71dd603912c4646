// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.EventRecord;

/**
 * A line of an export: a flat JSON object. The body is text where it is UTF-8, else Base64; both give the same bytes
 * again.
 *
 * @param key the event's key where it came from
 * @param channel the channel of its lane
 * @param lane the id of its lane
 * @param format the shape of the body
 * @param body the body
 */
record EventLine(String key, String channel, String lane, String format, Body body) {

    static String of(String key, EventRecord event) {
        JsonLine line = new JsonLine()
                .with("key", key)
                .with("order", event.order())
                .with("state", event.state().name())
                .with("channel", event.event().lane().channel())
                .with("lane", event.event().lane().id())
                .with("format", event.event().format())
                .with("dedupKey", event.event().dedupKey())
                .with("accepted", event.accepted().toString())
                .with("attempts", event.attempts())
                .with("answer", event.answer());
        Body body = event.event().body();
        boolean text = Body.of(body.utf8()).equals(body);
        return text
                ? line.with("body", body.utf8()).toString()
                : line.with("bodyBase64", Base64.getEncoder().encodeToString(body.toBytes()))
                        .toString();
    }

    /** @throws IllegalArgumentException when the line is no event; it says what is missing */
    static EventLine parse(String text) {
        Map<String, String> fields = JsonLine.parse(text);
        String body = fields.get("body");
        Body bytes = body != null ? Body.of(body) : Body.of(base64(field(fields, "bodyBase64")));
        if (bytes.size() == 0) {
            throw new IllegalArgumentException("body: is missing; that of a dropped event is not kept");
        }
        String key = field(fields, "key");
        if (!key.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("key: must be the 32 characters that named the event");
        }
        return new EventLine(key, field(fields, "channel"), field(fields, "lane"), field(fields, "format"), bytes);
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("bodyBase64: is no base64, export the event again", e);
        }
    }

    private static String field(Map<String, String> fields, String name) {
        @Nullable String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + ": is missing, is this a line that tocsin:event-export wrote?");
        }
        return value;
    }
}
