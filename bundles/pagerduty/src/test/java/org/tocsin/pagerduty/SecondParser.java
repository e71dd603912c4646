// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads JSON by the letter of RFC 8259 and by nobody's library, so that it shares no mistake with the parser it is held
 * against. Numbers and words stay text, marked by {@code #}.
 */
final class SecondParser {

    private static final Pattern BLANK = Pattern.compile("[ \\t\\r\\n]*");
    private static final Pattern WORD =
            Pattern.compile("true|false|null|-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
    private static final Pattern STRING =
            Pattern.compile("\"((?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9A-Fa-f]{4})*+)\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u(....)|(.))");

    private final String text;
    private int at;

    private SecondParser(String text) {
        this.text = text;
    }

    static Map<String, Object> object(String text) {
        SecondParser parser = new SecondParser(text);
        Object value = parser.value();
        if (parser.at != text.length()) {
            throw new IllegalArgumentException("goes on at " + parser.at);
        }
        return asObject(value);
    }

    static Map<String, Object> inner(Map<String, Object> object, String name) {
        return asObject(object.getOrDefault(name, "none"));
    }

    @SuppressWarnings("unchecked") // this parser makes no other maps
    private static Map<String, Object> asObject(Object value) {
        return (Map<String, Object>) value;
    }

    private Object value() {
        take(BLANK);
        Object value = switch (text.charAt(at)) {
            case '{' -> members();
            case '[' -> elements();
            case '"' -> string();
            default -> '#' + take(WORD);
        };
        take(BLANK);
        return value;
    }

    private Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        at++;
        take(BLANK);
        if (!next('}')) {
            do {
                take(BLANK);
                String name = string();
                take(BLANK);
                expect(':');
                members.put(name, value());
            } while (next(','));
            expect('}');
        }
        return members;
    }

    private List<Object> elements() {
        List<Object> elements = new ArrayList<>();
        at++;
        take(BLANK);
        if (!next(']')) {
            do {
                elements.add(value());
            } while (next(','));
            expect(']');
        }
        return elements;
    }

    private String string() {
        String quoted = take(STRING);
        return ESCAPE.matcher(quoted.substring(1, quoted.length() - 1)).replaceAll(escape -> {
            String unit = escape.group(1) != null
                    ? "" + (char) Integer.parseInt(escape.group(1), 16)
                    : "\"\\/\b\f\n\r\t"
                            .substring("\"\\/bfnrt".indexOf(escape.group(2)))
                            .substring(0, 1);
            return Matcher.quoteReplacement(unit);
        });
    }

    private String take(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw new IllegalArgumentException("no " + pattern + " at " + at);
        }
        at = matcher.end();
        return matcher.group();
    }

    private boolean next(char expected) {
        boolean found = at < text.length() && text.charAt(at) == expected;
        at += found ? 1 : 0;
        return found;
    }

    private void expect(char expected) {
        if (!next(expected)) {
            throw new IllegalArgumentException("no " + expected + " at " + at);
        }
    }
}
