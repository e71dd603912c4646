// SPDX-License-Identifier: Apache-2.0
package org.tocsin.nagios;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;
import org.tocsin.kit.FormText;
import org.tocsin.kit.JsonText;

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
        String sender = parameters.getOrDefault("sender", "");
        // what a command has as fields is kept as it is, and means nothing more
        boolean direct = sender.isEmpty();
        Map<String, String> macros = macros(body, contentType);
        macros = direct ? plain(macros) : macros;
        String type = first(parameters.get("notification-type"), macros.get("NOTIFICATIONTYPE"));
        if (type == null) {
            throw new InvalidEventException(
                    "NOTIFICATIONTYPE", "is missing, send the macro, for example PROBLEM or RECOVERY");
        }
        Notice notice = new Notice(
                type.strip().toUpperCase(Locale.ROOT),
                kind(parameters.get("source-type"), macros),
                first(parameters.get("incident-key"), direct ? macros.get("incident_key") : null),
                macros,
                sender,
                parameters.get("queued-at"));
        notice.check();
        return notice;
    }

    /** A macro, for templates; the type is one, too, whichever way it came. */
    @Nullable
    String macro(String name) {
        return name.equals("NOTIFICATIONTYPE") ? type : macros.get(name);
    }

    /** Whether the host or service is well, as far as its state says. */
    boolean isWell() {
        String state = macros.getOrDefault(kind.state, "");
        return state.equals("UP") || state.equals("OK");
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

    private static Map<String, String> macros(String body, @Nullable String contentType) throws InvalidEventException {
        if (FormText.is(contentType)) {
            return FormText.of(body);
        }
        JsonNode read = JsonText.of(body, "send one object of macros");
        if (!read.isObject()) {
            throw new InvalidEventException("body", "is not a JSON object, send one of macros: {\"HOSTNAME\": …}");
        }
        return JsonText.texts(read);
    }

    /** Without the prefix, for who sends them as they are in the environment. */
    private static Map<String, String> plain(Map<String, String> macros) {
        Map<String, String> plain = new LinkedHashMap<>();
        macros.forEach((name, value) -> plain.put(plain(name), value));
        return plain;
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
}
