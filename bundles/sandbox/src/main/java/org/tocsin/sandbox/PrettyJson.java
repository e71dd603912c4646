// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.io.IOException;

/**
 * Lays out JSON for people. Only white space changes: numbers, escapes, order and double names stay as they were sent,
 * which reading and writing the value again would not promise.
 */
final class PrettyJson {

    /** Deeper levels are not set in any further: else 512 KB of brackets would become gigabytes of spaces. */
    private static final int MAX_LEVEL = 20;

    private static final String STEP = "  ";

    private final String json;
    private final StringBuilder out;
    private int level;

    private PrettyJson(String json) {
        this.json = json;
        this.out = new StringBuilder(json.length() * 2);
    }

    /** The text laid out when it is JSON, else as it is. */
    static String of(Bytes body) {
        try {
            JsonText.read(body.toArray());
        } catch (IOException e) {
            return body.text();
        }
        return new PrettyJson(body.text()).lay();
    }

    private String lay() {
        for (int i = 0; i < json.length(); ) {
            char c = json.charAt(i);
            int end = c == '"' ? endOfString(i) : i + 1;
            switch (c) {
                case ' ', '\t', '\r', '\n' -> {}
                case '{', '[' -> open(c, i);
                case '}', ']' -> close(c);
                case ',' -> {
                    out.append(c);
                    line();
                }
                case ':' -> out.append(": ");
                default -> out.append(json, i, end);
            }
            i = end;
        }
        return out.toString();
    }

    private int endOfString(int start) {
        int end = start + 1;
        while (json.charAt(end) != '"') {
            end += json.charAt(end) == '\\' ? 2 : 1;
        }
        return end + 1;
    }

    private void open(char bracket, int at) {
        out.append(bracket);
        level++;
        int next = at + 1;
        while (Character.isWhitespace(json.charAt(next))) {
            next++;
        }
        if (json.charAt(next) != '}' && json.charAt(next) != ']') {
            line();
        }
    }

    private void close(char bracket) {
        level--;
        char before = out.charAt(out.length() - 1);
        if (before != '{' && before != '[') {
            line();
        }
        out.append(bracket);
    }

    private void line() {
        out.append('\n').append(STEP.repeat(Math.min(level, MAX_LEVEL)));
    }
}
