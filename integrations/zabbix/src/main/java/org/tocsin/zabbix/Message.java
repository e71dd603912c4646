// SPDX-License-Identifier: Apache-2.0
package org.tocsin.zabbix;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;

/**
 * A message of a media type as it came in. A script's is text, {@code name:…} and so on a line each, with the subject beside
 * it; by HTTP it is a JSON object or a form, with the fields themselves, or with the text as its {@code message}.
 *
 * @param subject what shall be done, {@code trigger} or {@code resolve}; empty when the message does not say
 * @param fields by name, in their order
 * @param sender which command it came by; empty for none
 * @param queuedAt when the command was called, as that wrote it; null when it did not say
 */
record Message(
        String subject,
        Map<String, String> fields,
        String sender,
        @Nullable String queuedAt) {

    /** Keeps the fields in their order. */
    Message {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Prints without the fields, which may be anything. */
    @Override
    public String toString() {
        return "a message of " + fields.size() + " fields";
    }

    /** @param parameters what came beside the body */
    static Message of(String body, @Nullable String contentType, Map<String, String> parameters)
            throws InvalidEventException {
        Map<String, String> fields = Fields.of(body, contentType);
        String told = fields.getOrDefault("message", "");
        if (!told.isBlank() && !fields.containsKey("name")) {
            Map<String, String> lines = Fields.lines(told);
            fields.remove("message");
            fields.forEach(lines::put);
            fields = lines;
        }
        String sender = parameters.getOrDefault("sender", "");
        // a script has its subject beside the text, and every line of that is a field
        String type = sender.isEmpty() ? fields.remove("event_type") : null;
        String subject = sender.isEmpty() ? fields.remove("subject") : null;
        Message message = new Message(
                first(parameters.get("subject"), type, subject), fields, sender, parameters.get("queued-at"));
        message.check();
        return message;
    }

    /** A field, or an empty text. */
    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    private void check() throws InvalidEventException {
        for (String name : new String[] {"name", "status", "hostname"}) {
            if (!fields.containsKey(name)) {
                throw new InvalidEventException(
                        name, "is missing, let the message have a line '" + name + ":' with its macro");
            }
        }
        if (field("incident_key").isEmpty() && !fields.containsKey("id")) {
            throw new InvalidEventException(
                    "id", "is missing, let the message have a line 'id:{TRIGGER.ID}' or one with an incident_key");
        }
    }

    private static String first(@Nullable String... texts) {
        for (String text : texts) {
            if (text != null && !text.isBlank()) {
                return text.strip();
            }
        }
        return "";
    }
}
