// SPDX-License-Identifier: Apache-2.0
package org.tocsin.adapter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.SubmissionId;

/**
 * What a tool sent and no adapter has read yet, as it is stored: {@code {"adapter": "nagios", "content_type": …,
 * "submission": …, "parameters": {…}, "text": …}}. Whoever sends it has checked what the tool's command checks; whether an event can be made
 * of it is the adapter's to say. The tool's key is not in it: that is the lane's.
 *
 * @param adapter the adapter's name
 * @param input for it
 * @param submission the sender's own name for it; null for none
 */
record RawInput(
        String adapter, AdapterInput input, @Nullable SubmissionId submission) {

    /** As {@code tocsin:adapter} has it. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** Of what it holds, the text is one: more would only fill the memory, and any local user may drop it. */
    private static final int MAX_TOKENS = 10_000;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxTokenCount(MAX_TOKENS).build())
            .build());

    /** @param key the tool's; null for none */
    static RawInput of(Body stored, @Nullable String key) throws InvalidEventException {
        JsonNode raw;
        try {
            raw = JSON.readTree(stored.toBytes());
        } catch (IOException e) {
            // the parser's own words quote the text
            throw new InvalidEventException("body", "is not valid JSON, send one object with adapter and text");
        }
        String adapter = raw.path("adapter").asText();
        if (!isName(adapter)) {
            throw new InvalidEventException("adapter", "is missing or no name, give that of an adapter such as nagios");
        }
        JsonNode text = raw.get("text");
        if (text == null || !text.isTextual()) {
            throw new InvalidEventException("text", "is missing or no text, give what the tool sent");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> parameter : raw.path("parameters").properties()) {
            if (!parameter.getValue().isTextual()) {
                throw new InvalidEventException(
                        parameter(parameter.getKey()), "is no text, give texts or leave it out");
            }
            parameters.put(parameter.getKey(), parameter.getValue().asText());
        }
        return new RawInput(
                adapter,
                new AdapterInput(Body.of(text.asText()), word(raw, "content_type"), key, parameters),
                submission(word(raw, "submission")));
    }

    /** What else a name is made of is not said again: it may be anything. */
    private static String parameter(String name) {
        return PLAIN.matcher(name).matches() ? "parameters." + name : "parameters";
    }

    private static @Nullable SubmissionId submission(@Nullable String text) throws InvalidEventException {
        try {
            return text == null ? null : new SubmissionId(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException("submission", "is no name of a submission, leave it out");
        }
    }

    private static @Nullable String word(JsonNode raw, String name) {
        JsonNode value = raw.get(name);
        return value == null || !value.isTextual() ? null : value.asText();
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
