// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.channel.http.HttpAnswer;

/** What PagerDuty says in an answer. */
final class ApiText {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private ApiText() {}

    /**
     * The answer in one line: the status, PagerDuty's message and its {@code errors}; of an answer in another shape the
     * text itself.
     */
    static String of(HttpAnswer answer) {
        List<String> parts = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(answer.body())) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                collect(parser, parts);
            }
        } catch (IOException e) {
            // no JSON: the text will do
            parts.clear();
        }
        return parts.isEmpty() ? answer.text() : answer.text(String.join("; ", parts));
    }

    private static void collect(JsonParser parser, List<String> parts) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("message") && token == JsonToken.VALUE_STRING) {
                parts.add(0, parser.getText());
            } else if (name.equals("errors") && token == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (parser.currentToken() == JsonToken.VALUE_STRING) {
                        parts.add(parser.getText());
                    } else {
                        parser.skipChildren();
                    }
                }
            } else {
                parser.skipChildren();
            }
        }
    }
}
