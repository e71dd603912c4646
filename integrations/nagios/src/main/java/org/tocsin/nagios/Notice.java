// SPDX-License-Identifier: Apache-2.0
package org.tocsin.nagios;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;

/**
 * A notification as it came in. The macros are the body: a JSON object or a form, {@code {"HOSTNAME": "web1", …}}. What a
 * command has as flags comes beside it, as {@code notification-type}, {@code source-type} and {@code incident-key}; who sends
 * the macros by HTTP needs none of these, for they are macros, too: {@code NOTIFICATIONTYPE}, and a service has a
 * {@code SERVICEDESC}.
 *
 * @param type in capitals, for example {@code PROBLEM} or {@code FLAPPINGSTART}
 * @param kind what it is about
 * @param incidentKey what the sender says the incident is called; null when it says nothing
 * @param macros by name, as they came
 * @param sender which command it came by; empty for none
 * @param queuedAt when the command was called, as that wrote it; null when it did not say
 */
record Notice(
        String type,
        Kind kind,
        @Nullable String incidentKey,
        Map<String, String> macros,
        String sender,
        @Nullable String queuedAt) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As Nagios passes macros in the environment. */
    private static final String PREFIX = "NAGIOS_";

    /** Keeps the macros in their order. */
    Notice {
        macros = Collections.unmodifiableMap(new LinkedHashMap<>(macros));
    }

    /** Prints without the macros, which may be anything. */
    @Override
    public String toString() {
        return type + " of a " + kind.word();
    }

    /** @param parameters what came beside the body */
    static Notice of(String body, @Nullable String contentType, Map<String, String> parameters)
            throws InvalidEventException {
        Map<String, String> macros = isForm(contentType) ? form(body) : json(body);
        String type = first(parameters.get("notification-type"), macros.get("NOTIFICATIONTYPE"));
        if (type == null) {
            throw new InvalidEventException(
                    "NOTIFICATIONTYPE", "is missing, send the macro, for example PROBLEM or RECOVERY");
        }
        Notice notice = new Notice(
                type.strip().toUpperCase(Locale.ROOT),
                kind(parameters.get("source-type"), macros),
                first(parameters.get("incident-key"), macros.get("incident_key")),
                macros,
                parameters.getOrDefault("sender", ""),
                parameters.get("queued-at"));
        notice.check();
        return notice;
    }

    private void check() throws InvalidEventException {
        for (String macro : kind.required()) {
            if (macros.get(macro) == null) {
                throw new InvalidEventException(
                        macro, "is missing, a notification of a " + kind.word() + " needs this macro");
            }
        }
    }

    private static Kind kind(@Nullable String word, Map<String, String> macros) throws InvalidEventException {
        if (word == null) {
            return isBlank(macros.get("SERVICEDESC")) ? Kind.HOST : Kind.SERVICE;
        }
        Kind kind = Kind.of(word);
        if (kind == null) {
            throw new InvalidEventException("source-type", "is neither host nor service, say which of them it is");
        }
        return kind;
    }

    private static boolean isForm(@Nullable String contentType) {
        return contentType != null
                && contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }

    private static Map<String, String> form(String body) throws InvalidEventException {
        Map<String, String> macros = new LinkedHashMap<>();
        for (String pair : body.strip().split("&", -1)) {
            int at = pair.indexOf('=');
            if (at < 0) {
                throw new InvalidEventException("body", "is no form, send NAME=VALUE&NAME=VALUE, or JSON");
            }
            try {
                macros.put(
                        plain(URLDecoder.decode(pair.substring(0, at), StandardCharsets.UTF_8)),
                        URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw new InvalidEventException("body", "has a '%' that is no escape, send %25 for it");
            }
        }
        return macros;
    }

    private static Map<String, String> json(String body) throws InvalidEventException {
        JsonNode read;
        try {
            read = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            // the parser's own words quote the text
            throw new InvalidEventException("body", "is not valid JSON" + where(e) + ", send one object of macros");
        }
        if (!read.isObject()) {
            throw new InvalidEventException("body", "is not a JSON object, send one of macros: {\"HOSTNAME\": …}");
        }
        Map<String, String> macros = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> macro : read.properties()) {
            JsonNode value = macro.getValue();
            if (!value.isNull()) {
                macros.put(plain(macro.getKey()), value.isValueNode() ? value.asText() : value.toString());
            }
        }
        return macros;
    }

    private static String plain(String name) {
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return !isBlank(one) ? one : !isBlank(other) ? other : null;
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    /** A text that is nested too deep, or has too long a number, is refused without a place. */
    private static String where(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
    }
}
