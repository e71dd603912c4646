// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a message of Zabbix must have before it is kept, read as its adapter reads it; the rest is the adapter's to say. */
final class ZabbixMessage {

    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> ACTIONS = List.of("trigger", "acknowledge", "resolve");
    private static final List<String> STATES = List.of("PROBLEM", "OK", "RESOLVED");

    private final String subject;
    private final Map<String, String> fields;

    private ZabbixMessage(String subject, Map<String, String> fields) {
        this.subject = subject;
        this.fields = fields;
    }

    /** What is wrong with it, in the words of the Go agent where that had some; null for nothing. */
    static @Nullable String problem(String subject, String text) {
        return new ZabbixMessage(subject, fields(text)).problem();
    }

    private @Nullable String problem() {
        if (field("incident_key").isEmpty() && !fields.keySet().containsAll(Set.of("id", "hostname"))) {
            return "could not build dedupKey, ensure event contains \"incident_key\", or \"id\" and \"hostname\"";
        }
        if (!fields.keySet().containsAll(Set.of("name", "status", "hostname"))) {
            return "could not build summary, ensure event contains \"name\", \"status\", and \"hostname\"";
        }
        return saysWhat()
                ? null
                : "subject: is none of trigger, acknowledge and resolve, and the status neither PROBLEM nor OK,"
                        + " let the subject of the message be one of these words";
    }

    private boolean saysWhat() {
        boolean byStatus = STATES.contains(field("status").strip().toUpperCase(Locale.ROOT));
        if (field("update_status").strip().equals("1")) {
            return byStatus; // whatever its subject is
        }
        return byStatus || ACTIONS.contains(subject.strip().toLowerCase(Locale.ROOT));
    }

    private String field(String name) {
        return fields.getOrDefault(name, "");
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> object = object(text);
        if (object == null) {
            return lines(text);
        }
        String message = object.getOrDefault("message", "");
        if (message.isBlank() || object.containsKey("name")) {
            return object;
        }
        Map<String, String> fields = lines(message);
        object.remove("message");
        fields.putAll(object);
        return fields;
    }

    /** The fields of a JSON object; null when the text is not one as a whole, as one that begins with a macro is not. */
    private static @Nullable Map<String, String> object(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_NULL) {
                    fields.remove(name);
                } else if (value.isScalarValue()) {
                    fields.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                    fields.put(name, "{}");
                }
            }
            return parser.nextToken() == null ? fields : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The value behind the first colon of each line; a line without one goes on with the value before it. */
    private static Map<String, String> lines(String text) {
        Map<String, StringBuilder> fields = new LinkedHashMap<>();
        StringBuilder last = null;
        for (String line : trimmed(text).split("\n", -1)) {
            String content = trimmed(line);
            int colon = content.indexOf(':');
            if (colon < 0 && last != null) {
                last.append(content);
            } else {
                last = new StringBuilder(content.substring(colon + 1));
                fields.put(colon < 0 ? content : content.substring(0, colon), last);
            }
        }
        Map<String, String> texts = new LinkedHashMap<>();
        fields.forEach((name, value) -> texts.put(name, value.toString()));
        return texts;
    }

    /** Without what Python takes for white space, which is more than what Java does. */
    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == '\u0085';
    }
}
