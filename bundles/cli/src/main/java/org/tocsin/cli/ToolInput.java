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

    /** Prints without what the tool says. */
    @Override
    public String toString() {
        return "ToolInput[" + adapter + ']';
    }
}
