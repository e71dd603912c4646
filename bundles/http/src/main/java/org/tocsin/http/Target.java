// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, read strictly: what could be read in two ways is refused.
 *
 * @param path as it was asked for, still encoded, so that there is one spelling of every path
 * @param query decoded; of a repeated name the first
 * @param authority host and port of an absolute target, which count instead of the Host header; else null
 */
record Target(
        String path, Map<String, String> query, @Nullable String authority) {

    private static final String SCHEME = "http://";
    private static final int MAX_PARAMETERS = 100;

    static Target parse(String uri) throws RefusedException {
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) <= ' ' || uri.charAt(i) > '~') {
                throw bad("target", "holds a character other than printable ASCII, percent-encode it");
            }
        }
        String authority = null;
        String rest = uri;
        if (uri.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            int slash = uri.indexOf('/', SCHEME.length());
            authority = uri.substring(SCHEME.length(), slash < 0 ? uri.length() : slash);
            rest = slash < 0 ? "/" : uri.substring(slash);
        }
        if (!rest.startsWith("/")) {
            throw bad("target", "is no path, begin it with a slash");
        }
        int mark = rest.indexOf('?');
        String path = mark < 0 ? rest : rest.substring(0, mark);
        decode("path", path, false);
        return new Target(path, mark < 0 ? Map.of() : parameters(rest.substring(mark + 1)), authority);
    }

    /** Decodes a path's last segment. */
    static String segment(String encoded) throws RefusedException {
        String text = decode("path", encoded, false);
        if (text.indexOf('/') >= 0 || text.equals(".") || text.equals("..")) {
            throw bad("path", "has a part that is no plain name, leave slashes and dots alone out of it");
        }
        return text;
    }

    private static Map<String, String> parameters(String query) throws RefusedException {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", MAX_PARAMETERS + 1)) {
            if (parameters.size() == MAX_PARAMETERS) {
                throw bad("query", "has more than " + MAX_PARAMETERS + " parameters, send fewer");
            }
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode("query", equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : decode("query", pair.substring(equals + 1), true);
            parameters.putIfAbsent(name, value);
        }
        return Collections.unmodifiableMap(parameters);
    }

    private static String decode(String field, String text, boolean form) throws RefusedException {
        if (text.indexOf('%') < 0 && !(form && text.indexOf('+') >= 0)) {
            return text; // printable ASCII, as all of the target, and nothing in it stands for something else
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                bytes.write(form && c == '+' ? ' ' : c);
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw bad(field, "has a percent sign without two hexadecimal digits after it, write it as %25");
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        String decoded;
        try {
            // a decoder of one's own reports what is not UTF-8
            decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad(field, "is not UTF-8 once decoded, encode it as UTF-8");
        }
        if (decoded.chars().anyMatch(Character::isISOControl)) {
            throw bad(field, "holds a control character, leave it out");
        }
        return decoded;
    }

    /** @param problem what is wrong, what to do */
    private static RefusedException bad(String field, String problem) {
        return new RefusedException(Refusal.of(400, field + ": " + problem));
    }
}
