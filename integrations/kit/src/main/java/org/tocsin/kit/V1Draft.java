// SPDX-License-Identifier: Apache-2.0
package org.tocsin.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * An event of API v1 that is being written, as the tools of pdagent wrote theirs, to the byte: names sorted, everything outside
 * ASCII escaped.
 */
public final class V1Draft {

    private static final JsonMapper ASCII = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build();

    private final ObjectNode event = ASCII.createObjectNode();

    /**
     * Begins one.
     *
     * @param queuedBy the tool, such as {@code pd-nagios}
     * @param queuedAt when the tool was called, as it said; null for now
     */
    public V1Draft(String queuedBy, @Nullable String queuedAt, Clock clock) {
        event.putObject("agent")
                .putNull("agent_id")
                .put(
                        "queued_at",
                        queuedAt != null
                                ? queuedAt
                                : clock.instant()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString())
                .put("queued_by", queuedBy);
    }

    /** Who sends it; an empty one is written, too. */
    public V1Draft client(String client) {
        event.put("client", client);
        return this;
    }

    /** Where that is; an empty one is written, too. */
    public V1Draft clientUrl(String url) {
        event.put("client_url", url);
        return this;
    }

    /** The text. */
    public String text(String action, String key, String description, JsonNode details) {
        event.put("description", description);
        event.set("details", details);
        event.put("event_type", action).put("incident_key", key);
        try {
            return ASCII.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
    }
}
