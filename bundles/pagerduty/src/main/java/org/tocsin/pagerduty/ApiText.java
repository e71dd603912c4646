// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the other side answered.
 *
 * @param status the HTTP status
 * @param retryAfter the header {@code Retry-After}, if there was one
 * @param body the first part of the body; whoever answered wrote it, so perhaps it is no JSON at all
 */
record ApiAnswer(int status, @Nullable String retryAfter, String body) {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** Without the body, which may repeat the key. */
    @Override
    public String toString() {
        return "ApiAnswer[status=" + status + ", retryAfter=" + retryAfter + "]";
    }

    /**
     * The answer in one line: the status, PagerDuty's message and its {@code errors}; of an answer in another shape the
     * text itself.
     */
    String text() {
        List<String> parts = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                collect(parser, parts);
            }
        } catch (IOException e) {
            // no JSON: the text will do
            parts.clear();
        }
        String said = parts.isEmpty() ? body : String.join("; ", parts);
        return ("HTTP " + status + ' ' + oneLine(said).strip()).strip();
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

    /** Without control characters, which could forge lines of a log or steer a terminal; by hand, for each answer. */
    static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        boolean broken = false;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            boolean breaks = next == ' ' || Character.isISOControl(next) || next == '\u2028' || next == '\u2029';
            if (!breaks) {
                line.append(next);
            } else if (!broken) {
                line.append(' ');
            }
            broken = breaks;
        }
        return line.toString();
    }
}
