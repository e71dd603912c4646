// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.channel.http.HttpAnswer;

/**
 * What PagerDuty says in an answer.
 *
 * @param line the answer in one line: the status, PagerDuty's message and its {@code errors}; of an answer in another shape
 *     the text itself
 * @param genuine whether it is in the shape of PagerDuty's answers: an object that has a {@code status} in words, and a {@code
 *     message} or {@code errors}
 */
record ApiText(String line, boolean genuine) {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    static ApiText of(HttpAnswer answer) {
        List<String> parts = new ArrayList<>();
        boolean genuine = false;
        try (JsonParser parser = JSON.createParser(answer.body())) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                genuine = collect(parser, parts);
            }
        } catch (IOException e) {
            // no JSON: the text will do
            parts.clear();
        }
        String line = parts.isEmpty() ? answer.text() : answer.text(String.join("; ", parts));
        return new ApiText(line, genuine);
    }

    /** Answers whether it is PagerDuty's shape. */
    private static boolean collect(JsonParser parser, List<String> parts) throws IOException {
        boolean status = false;
        boolean words = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("message") && token == JsonToken.VALUE_STRING) {
                parts.add(0, parser.getText());
                words = true;
            } else if (name.equals("status") && token == JsonToken.VALUE_STRING) {
                status = true;
            } else if (name.equals("errors") && token == JsonToken.START_ARRAY) {
                words = true;
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
        return status && words;
    }
}
