// SPDX-License-Identifier: Apache-2.0
package org.tocsin.zabbix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;
import org.tocsin.kit.FormText;
import org.tocsin.kit.JsonText;

/** Reads the fields of a message: lines, a JSON object, or a form. */
final class Fields {

    private Fields() {}

    /** By what the sender says it is; without a word a text that is a JSON object is one. */
    static Map<String, String> of(String body, @Nullable String contentType) throws InvalidEventException {
        if (FormText.is(contentType)) {
            return FormText.of(body);
        }
        if (contentType == null) {
            // a line may begin with a brace, too: with a macro that Zabbix does not know
            ObjectNode object = body.stripLeading().startsWith("{") ? JsonText.objectOrNull(body) : null;
            return object == null ? lines(body) : JsonText.texts(object);
        }
        return contentType.toLowerCase(Locale.ROOT).startsWith("application/json") ? json(body) : lines(body);
    }

    /**
     * The lines of a script's message, as pd-zabbix read them: a name, a colon, and the value with the blanks before it. A
     * line without a colon goes on with the value before it, for Zabbix breaks long values.
     */
    static Map<String, String> lines(String text) {
        Map<String, StringBuilder> fields = new LinkedHashMap<>();
        String whole = trimmed(text);
        StringBuilder last = null;
        for (int from = 0; from <= whole.length(); ) {
            int end = whole.indexOf('\n', from);
            end = end < 0 ? whole.length() : end;
            String content = trimmed(whole.substring(from, end));
            int colon = content.indexOf(':');
            if (colon < 0 && last != null) {
                last.append(content);
            } else {
                last = new StringBuilder(content.substring(colon + 1));
                fields.put(colon < 0 ? content : content.substring(0, colon), last);
            }
            from = end + 1;
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

    private static Map<String, String> json(String body) throws InvalidEventException {
        JsonNode read = JsonText.of(body, "send one object of fields");
        if (!read.isObject()) {
            throw new InvalidEventException("body", "is not a JSON object, send one of fields: {\"name\": …}");
        }
        return JsonText.texts(read);
    }
}
