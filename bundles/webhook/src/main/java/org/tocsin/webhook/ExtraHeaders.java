// SPDX-License-Identifier: Apache-2.0
package org.tocsin.webhook;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tocsin.api.Setting;
import org.tocsin.channel.TargetFile;

/** The headers that an operator adds. */
final class ExtraHeaders {

    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final Pattern LINE = Pattern.compile("(" + TOKEN + "):[ \\t]*([\\x21-\\x7e][\\x20-\\x7e]*)");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]*");
    private static final Pattern TYPE = Pattern.compile(
            TOKEN + '/' + TOKEN + "(?:[ \\t]*;[ \\t]*" + TOKEN + "=(?:" + TOKEN + "|\"[\\x20\\x21\\x23-\\x7e]*\"))*");
    private static final Pattern CHARSET = Pattern.compile("(?i);[ \\t]*charset=\"?([^\";\\s]+)");
    /** What the client, or this channel, says itself. */
    private static final Set<String> TAKEN = Set.of(
            "host",
            "connection",
            // what Camel lets nobody send
            "cache-control",
            "date",
            "pragma",
            "via",
            "warning",
            "content-length",
            "content-type",
            "content-encoding",
            "transfer-encoding",
            "upgrade",
            "te",
            "trailer",
            "expect",
            "user-agent",
            "authorization");

    private ExtraHeaders() {}

    /** Those of a file, in its order, and the one for the authorization. */
    static Map<String, String> read(TargetFile file, String authorization) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : file.textOrFile("headers").split("\\R", -1)) {
            if (!line.isBlank()) {
                add(file, headers, line.strip());
            }
        }
        if (!VALUE.matcher(authorization).matches()) {
            throw new IllegalArgumentException(
                    file.where("authorization") + ": has characters that no header may have, use one line of ASCII");
        }
        if (!authorization.isEmpty()) {
            headers.put("Authorization", authorization);
        }
        return headers;
    }

    /** Values may be secret, so messages show names alone. */
    private static void add(TargetFile file, Map<String, String> headers, String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    file.where("headers") + ": a line is no header, write Name: value in ASCII, one a line");
        }
        String name = matcher.group(1);
        String lower = name.toLowerCase(Locale.ROOT);
        if (TAKEN.contains(lower) || lower.startsWith("camel") || lower.startsWith("x-tocsin-")) {
            throw new IllegalArgumentException(file.where("headers") + ": " + name
                    + " cannot be given here, leave it out (there is the key authorization for that)");
        }
        if (headers.keySet().stream().anyMatch(name::equalsIgnoreCase)) {
            throw new IllegalArgumentException(file.where("headers") + ": " + name + " is given twice");
        }
        headers.put(name, matcher.group(2));
    }

    /** By hand, since {@code tocsin config check} has no HTTP client at hand. */
    static String contentType(Setting setting) {
        if (!TYPE.matcher(setting.text()).matches()) {
            throw setting.isNot("a type", "one such as application/json");
        }
        Matcher charset = CHARSET.matcher(setting.text());
        if (charset.find() && !charset.group(1).equalsIgnoreCase("utf-8")) {
            throw setting.isNot("a type in UTF-8, which bodies are", "charset=utf-8, or leave the charset out");
        }
        return setting.text();
    }
}
