// SPDX-License-Identifier: Apache-2.0
package org.tocsin.zabbix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;

/** Reads the fields of a message: lines, a JSON object, or a form. */
final class Fields {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Fields() {}

    /** By what the sender says it is; without a word JSON is told by its brace. */
    static Map<String, String> of(String body, @Nullable String contentType) throws InvalidEventException {
        String type = contentType == null
                ? (body.stripLeading().startsWith("{") ? "application/json" : "")
                : contentType.toLowerCase(Locale.ROOT);
        if (type.startsWith("application/x-www-form-urlencoded")) {
            return form(body);
        }
        return type.startsWith("application/json") ? json(body) : lines(body);
    }

    /**
     * The lines of a script's message, as pd-zabbix read them: a name, a colon, and the value with the blanks before it. A
     * line without a colon goes on with the value before it, for Zabbix breaks long values.
     */
    static Map<String, String> lines(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        String last = null;
        for (String line : trimmed(text).split("\n", -1)) {
            String content = trimmed(line);
            int colon = content.indexOf(':');
            if (colon >= 0) {
                last = content.substring(0, colon);
                fields.put(last, content.substring(colon + 1));
            } else if (last != null) {
                fields.merge(last, content, String::concat);
            } else {
                last = content;
                fields.put(content, content);
            }
        }
        return fields;
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

    private static Map<String, String> form(String body) throws InvalidEventException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : body.strip().split("&", -1)) {
            int at = pair.indexOf('=');
            if (at < 0) {
                throw new InvalidEventException("body", "is no form, send name=VALUE&name=VALUE, or JSON");
            }
            try {
                fields.put(
                        URLDecoder.decode(pair.substring(0, at), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw new InvalidEventException("body", "has a '%' that is no escape, send %25 for it");
            }
        }
        return fields;
    }

    private static Map<String, String> json(String body) throws InvalidEventException {
        JsonNode read;
        try {
            read = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            // the parser's own words quote the text
            throw new InvalidEventException("body", "is not valid JSON" + where(e) + ", send one object of fields");
        }
        if (!read.isObject()) {
            throw new InvalidEventException("body", "is not a JSON object, send one of fields: {\"name\": …}");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : read.properties()) {
            JsonNode value = field.getValue();
            if (!value.isNull()) {
                fields.put(field.getKey(), value.isValueNode() ? value.asText() : value.toString());
            }
        }
        return fields;
    }

    /** A text that is nested too deep, or has too long a number, is refused without a place. */
    private static String where(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
    }
}
