// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a tool says, for the adapter that makes an event of it.
 *
 * @param adapter the adapter's name
 * @param contentType of the text; null when it has none
 * @param parameters what the tool's command has as flags
 * @param text what it says
 */
public record ToolInput(String adapter, @Nullable String contentType, Map<String, String> parameters, String text) {

    /** The channel by which inputs wait for an adapter that is not there. */
    public static final String CHANNEL = "adapter";

    /** The most bytes of one that waits: {@code org.tocsin.api.AdapterInput.MAX_WAITING_BYTES}, which a test compares. */
    static final int MAX_BYTES = 4 << 20;

    /** The format of {@link #keys}. */
    public static final String KEYS_FORMAT = "v1";

    /** The parameter with the incident's key that the tool's command was given. */
    static final String INCIDENT = "incident-key";

    /** Keeps a copy of the parameters. */
    public ToolInput {
        parameters = Map.copyOf(parameters);
    }

    /**
     * As it waits: without the key, which its lane has.
     *
     * @param submission the sender's own name for it, which its events have, too; null for none
     */
    public String waiting(@Nullable String submission) {
        return Json.object(json -> {
            json.writeStringField("adapter", adapter);
            Json.optional(json, "content_type", contentType);
            Json.optional(json, "submission", submission);
            Json.texts(json, "parameters", new TreeMap<>(parameters));
            json.writeStringField("text", text);
        });
    }

    /**
     * An event of PagerDuty in which only the keys that came with the input can be wrong, as {@value #KEYS_FORMAT}: so that they
     * are told at once, also where nobody makes the input's own event now.
     *
     * @param key the routing key; null for none
     */
    public String keys(@Nullable String key) {
        return Json.object(json -> {
            Json.nullable(json, "service_key", key);
            Json.nullable(json, "incident_key", parameters.get(INCIDENT));
            json.writeStringField("event_type", "trigger");
            json.writeStringField("description", "any");
        });
    }

    /** Prints without what the tool says. */
    @Override
    public String toString() {
        return "ToolInput[" + adapter + ']';
    }
}
