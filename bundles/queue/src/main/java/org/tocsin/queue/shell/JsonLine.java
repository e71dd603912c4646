// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A flat JSON object of texts and numbers in one line: enough for an export, without a library. */
final class JsonLine {

    private final StringBuilder text = new StringBuilder();

    /** A text; null leaves the field out. */
    JsonLine with(String name, @Nullable String value) {
        if (value != null) {
            name(name);
            quote(value);
        }
        return this;
    }

    JsonLine with(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    @Override
    public String toString() {
        return "{" + text + "}";
    }

    private void name(String name) {
        text.append(text.length() == 0 ? "" : ",");
        quote(name);
        text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    /**
     * The fields of such an object, all as text; those that are null are left out.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static Map<String, String> parse(String line) {
        return new Parser(line).object();
    }

    private static final class Parser {
        private static final String BARE = "-+.0123456789eEtrufalsn";

        private final String line;
        private int at;

        Parser(String line) {
            this.line = line;
        }

        Map<String, String> object() {
            Map<String, String> fields = new LinkedHashMap<>();
            expect('{');
            boolean more = !skips('}');
            while (more) {
                String name = string();
                expect(':');
                blanks();
                if (at < line.length() && line.charAt(at) == '"') {
                    fields.put(name, string());
                } else {
                    bare(fields, name);
                }
                more = !skips('}');
                if (more) {
                    expect(',');
                }
            }
            blanks();
            if (at < line.length()) {
                throw wrong("nothing after the object");
            }
            return fields;
        }

        private String string() {
            expect('"');
            StringBuilder value = new StringBuilder();
            while (at < line.length() && line.charAt(at) != '"') {
                char c = line.charAt(at++);
                value.append(c == '\\' ? escaped() : c);
            }
            expect('"');
            return value.toString();
        }

        private char escaped() {
            char c = at < line.length() ? line.charAt(at++) : ' ';
            return switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> unicode();
                default -> throw wrong("an escape");
            };
        }

        private char unicode() {
            if (at + 4 > line.length()) {
                throw wrong("four hexadecimal digits");
            }
            String digits = line.substring(at, at + 4);
            at += 4;
            try {
                return (char) Integer.parseInt(digits, 16);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "no line of an export: four hexadecimal digits expected at character " + at, e);
            }
        }

        private void bare(Map<String, String> fields, String name) {
            int begin = at;
            while (at < line.length() && BARE.indexOf(line.charAt(at)) >= 0) {
                at++;
            }
            if (at == begin) {
                throw wrong("a text or a number");
            }
            String value = line.substring(begin, at);
            if (!value.equals("null")) {
                fields.put(name, value);
            }
        }

        private boolean skips(char wanted) {
            blanks();
            boolean there = at < line.length() && line.charAt(at) == wanted;
            at += there ? 1 : 0;
            return there;
        }

        private void expect(char wanted) {
            if (!skips(wanted)) {
                throw wrong("'" + wanted + "'");
            }
        }

        private void blanks() {
            while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
                at++;
            }
        }

        private IllegalArgumentException wrong(String wanted) {
            return new IllegalArgumentException("no line of an export: " + wanted + " expected at character " + at);
        }
    }
}
