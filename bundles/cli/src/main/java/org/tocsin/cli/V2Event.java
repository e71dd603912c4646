// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event of PagerDuty's Events API v2, or a change event.
 *
 * @param action {@code trigger}, {@code acknowledge} or {@code resolve}; null for a change
 * @param payload null where none is needed
 * @param links each an address, a blank, and a text; the text may be missing
 * @param images each an address, a blank, and the address that a click leads to; that may be missing
 * @see <a href="https://developer.pagerduty.com/docs/send-alert-event">Send an alert event</a>
 */
record V2Event(
        String routingKey,
        @Nullable String action,
        @Nullable String dedupKey,
        @Nullable Payload payload,
        String client,
        String clientUrl,
        List<String> links,
        List<String> images) {

    /** Prints without the key, which is a secret. */
    @Override
    public String toString() {
        return "V2Event[" + action + ']';
    }

    /** What happened. Texts but the first two are left out when they are empty. */
    record Payload(
            String summary,
            String source,
            String severity,
            String timestamp,
            String component,
            String group,
            String type,
            Map<String, String> details) {

        void write(JsonGenerator json) throws IOException {
            json.writeObjectFieldStart("payload");
            json.writeStringField("summary", summary);
            json.writeStringField("source", source);
            Json.optional(json, "severity", severity);
            Json.optional(json, "timestamp", timestamp);
            Json.optional(json, "component", component);
            Json.optional(json, "group", group);
            Json.optional(json, "class", type);
            if (!details.isEmpty()) {
                Json.texts(json, "custom_details", details);
            }
            json.writeEndObject();
        }
    }

    String text() {
        return Json.object(json -> {
            json.writeStringField("routing_key", routingKey);
            if (action != null) {
                json.writeStringField("event_action", action);
            }
            Json.optional(json, "dedup_key", dedupKey);
            if (payload != null) {
                payload.write(json);
            }
            Json.optional(json, "client", client);
            Json.optional(json, "client_url", clientUrl);
            pairs(json, "images", images, "src", "href");
            pairs(json, "links", links, "href", "text");
        });
    }

    private static void pairs(JsonGenerator json, String name, List<String> pairs, String first, String second)
            throws IOException {
        if (pairs.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(name);
        for (String pair : pairs) {
            String[] parts = pair.strip().split("\\s+", 2);
            json.writeStartObject();
            json.writeStringField(first, parts[0]);
            if (parts.length > 1) {
                json.writeStringField(second, parts[1]);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
