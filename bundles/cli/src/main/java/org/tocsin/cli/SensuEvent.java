// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an event of Sensu must have before it is kept; the rest is the adapter's to say. */
final class SensuEvent {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String NO_JSON = "could not unmarshal check result, perhaps stdin did not contain valid JSON";

    /** Behind the name of an object. */
    private static final String OBJECT = "{";

    private SensuEvent() {}

    /**
     * What is wrong with it, in the words of the Go agent; null for nothing.
     *
     * @param incident the incident's key that was given; null when none was
     */
    static @Nullable String problem(String text, @Nullable String incident) {
        Map<String, String> texts = new HashMap<>();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return NO_JSON;
            }
            read(parser, "", 0, texts);
            if (parser.nextToken() != null) {
                return NO_JSON;
            }
        } catch (IOException e) {
            return NO_JSON;
        }
        boolean go = texts.containsKey("entity.metadata.name")
                || (!texts.containsKey("action") && texts.containsKey("entity.name"));
        if (go && !texts.containsKey("check" + OBJECT)) {
            return null; // of metrics alone no event is made, and that is the adapter's to know
        }
        if (!texts.containsKey("action") && !(go && texts.containsKey("check.status"))) {
            return "could not get event action, set the \"" + (go ? "check.status" : "action") + "\" key";
        }
        boolean named = go
                ? Stream.of("check.metadata.name", "check.name").anyMatch(texts::containsKey)
                : texts.containsKey("client.name") && texts.containsKey("check.name");
        if (incident == null && !named && !texts.containsKey("id")) {
            return go
                    ? "could not build incident key, set \"check.metadata.name\""
                    : "could not build incident key, set the \"id\" field or \"client.name\" and \"check.name\" fields";
        }
        return go || texts.containsKey("check.output")
                ? null
                : "could not build summary, set the \"check.output\" field";
    }

    /** The texts of the object that has begun, down to three names, and by its name with a brace each object in it. */
    private static void read(JsonParser parser, String above, int depth, Map<String, String> texts) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String path = above + parser.currentName();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_STRING
                    || (token == JsonToken.VALUE_NUMBER_INT && path.equals("check.status"))) {
                texts.put(path, parser.getText());
            } else if (token == JsonToken.START_OBJECT && depth < 2) {
                texts.put(path + OBJECT, "");
                read(parser, path + '.', depth + 1, texts);
            } else {
                parser.skipChildren();
            }
        }
    }
}
