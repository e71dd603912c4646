// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event of PagerDuty's Events API v1, in the two texts that the old agents made of it.
 *
 * @see <a href="https://developer.pagerduty.com/docs/send-v1-event">Send a v1 event</a>
 */
record V1Event(
        String serviceKey,
        String eventType,
        @Nullable String incidentKey,
        @Nullable String description,
        @Nullable String client,
        @Nullable String clientUrl,
        Map<String, String> details) {

    /** Prints without the key, which is a secret. */
    @Override
    public String toString() {
        return "V1Event[" + eventType + ']';
    }

    /** As the Python agent: sorted, ASCII, what was not given left out, details always there. */
    String sorted(String queuedBy, Clock clock) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return Json.asciiObject(json -> {
            json.writeObjectFieldStart("agent");
            json.writeNullField("agent_id");
            json.writeStringField("queued_at", now.toString());
            json.writeStringField("queued_by", queuedBy);
            json.writeEndObject();
            if (client != null) {
                json.writeStringField("client", client);
            }
            if (clientUrl != null) {
                json.writeStringField("client_url", clientUrl);
            }
            if (description != null) {
                json.writeStringField("description", description);
            }
            Json.texts(json, "details", details);
            json.writeStringField("event_type", eventType);
            if (incidentKey != null) {
                json.writeStringField("incident_key", incidentKey);
            }
            json.writeStringField("service_key", serviceKey);
        });
    }

    /** As the Go agent: in the order of the documentation, the description always there, empty texts left out. */
    String ordered() {
        return Json.object(json -> {
            json.writeStringField("service_key", serviceKey);
            json.writeStringField("event_type", eventType);
            Json.optional(json, "incident_key", incidentKey);
            json.writeStringField("description", description == null ? "" : description);
            if (!details.isEmpty()) {
                Json.texts(json, "details", details);
            }
            Json.optional(json, "client", client);
            Json.optional(json, "client_url", clientUrl);
            json.writeObjectFieldStart("agent");
            for (String name : new String[] {"agent_id", "queued_by", "queued_at"}) {
                json.writeStringField(name, "");
            }
            json.writeEndObject();
        });
    }
}
