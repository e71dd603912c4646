// SPDX-License-Identifier: Apache-2.0
package org.tocsin.zabbix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;

/**
 * Makes a PagerDuty event of a message. Knows neither Camel nor a network. In v1 it is what pd-zabbix made, to the byte,
 * except for the time: so an incident that the old agent opened is resolved by this one.
 */
final class ZabbixTranslator {

    /** As the Python agent wrote JSON: names sorted, everything outside ASCII escaped. */
    private static final JsonMapper ASCII = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build();

    private static final JsonMapper JSON = new JsonMapper();

    private static final String TRIGGER = "trigger";
    private static final String ACKNOWLEDGE = "acknowledge";
    private static final String RESOLVE = "resolve";

    /**
     * By the number that macros such as {@code {EVENT.NSEVERITY}} have, whatever the names were changed to.
     *
     * @see <a href="https://www.zabbix.com/documentation/current/en/manual/appendix/macros/supported_by_location">macros</a>
     */
    private static final List<String> SEVERITIES =
            List.of("Not classified", "Information", "Warning", "Average", "High", "Disaster");

    private final Settings settings;
    private final Clock clock;

    ZabbixTranslator(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The shape of the events. */
    String format() {
        return settings.v2() ? "v2" : "v1";
    }

    /** The event; null when the message is not worth one. */
    @Nullable
    String event(Message message) throws InvalidEventException {
        Map<String, String> details = new TreeMap<>(message.fields());
        String action = action(message);
        String note = message.field("NOTE");
        if (TRIGGER.equals(action) && note.contains("Escalation cancelled")) {
            action = RESOLVE;
            details.put("NOTE", note + " (converted from trigger to resolve by pdagent integration)");
        }
        if (action == null) {
            return null;
        }
        return settings.v2() ? v2(message, action, details) : v1(message, action, details);
    }

    private @Nullable String action(Message message) throws InvalidEventException {
        if (message.field("update_status").strip().equals("1")) {
            return update(message);
        }
        String subject = message.subject().toLowerCase(Locale.ROOT);
        return List.of(TRIGGER, ACKNOWLEDGE, RESOLVE).contains(subject) ? subject : stateOf(message);
    }

    private @Nullable String update(Message message) throws InvalidEventException {
        String state = stateOf(message);
        boolean acknowledged = message.field("acknowledged").strip().equalsIgnoreCase("yes");
        // a comment on what is over must not open it again
        if (settings.updates() == Settings.Updates.NONE || state.equals(RESOLVE)) {
            return null;
        }
        if (acknowledged) {
            return ACKNOWLEDGE;
        }
        return settings.updates() == Settings.Updates.ALL ? state : null;
    }

    /** For a subject that is a person's line: the state that Zabbix says in any language of its interface. */
    private static String stateOf(Message message) throws InvalidEventException {
        return switch (message.field("status").strip().toUpperCase(Locale.ROOT)) {
            case "PROBLEM" -> TRIGGER;
            case "OK", "RESOLVED" -> RESOLVE;
            default ->
                throw new InvalidEventException(
                        "subject",
                        "is none of trigger, acknowledge and resolve, and the status neither PROBLEM nor OK,"
                                + " let the subject of the message be one of these words");
        };
    }

    private String key(Message message) {
        if (!message.field("incident_key").isEmpty()) {
            return message.field("incident_key");
        }
        return settings.key() != null
                ? settings.key().with(message.fields()::get)
                : message.field("id") + '-' + message.field("hostname");
    }

    private String summary(Message message) {
        return settings.summary() != null
                ? settings.summary().with(message.fields()::get)
                : message.field("name") + " : " + message.field("status") + " for " + message.field("hostname");
    }

    private String v1(Message message, String action, Map<String, String> details) {
        ObjectNode event = ASCII.createObjectNode();
        event.putObject("agent")
                .putNull("agent_id")
                .put("queued_at", queuedAt(message))
                .put("queued_by", "pd-zabbix");
        String url = message.field("url");
        if (!url.isEmpty()) {
            event.put("client", "Zabbix").put("client_url", url);
        } else if (!message.sender().equals("pdagent")) {
            event.put("client", "").put("client_url", "");
        }
        event.put("description", summary(message));
        details.forEach(event.putObject("details")::put);
        event.put("event_type", action).put("incident_key", key(message));
        return written(ASCII, event);
    }

    private String queuedAt(Message message) {
        return message.queuedAt() != null
                ? message.queuedAt()
                : clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private String v2(Message message, String action, Map<String, String> details) {
        ObjectNode event = JSON.createObjectNode().put("event_action", action).put("dedup_key", key(message));
        ObjectNode payload = event.putObject("payload")
                .put("summary", summary(message))
                .put("source", message.field("hostname").strip())
                .put("severity", severity(message));
        Instant time = time(message);
        if (time != null) {
            payload.put("timestamp", time.toString());
        }
        for (String name : new String[] {"component", "group", "class"}) {
            if (!message.field(name).isBlank()) {
                payload.put(name, message.field(name).strip());
            }
        }
        details.forEach(payload.putObject("custom_details")::put);
        event.put("client", "Zabbix");
        if (!message.field("url").isBlank()) {
            event.put("client_url", message.field("url").strip());
        }
        return written(JSON, event);
    }

    /** By its name, and if that is none that is configured, by its number. */
    private String severity(Message message) {
        String name = message.field("severity").strip();
        String severity = settings.severities().get(name);
        return severity != null
                ? severity
                : settings.severities()
                        .getOrDefault(numbered(message.field("nseverity"), numbered(name, "")), settings.severity());
    }

    private static String numbered(String number, String otherwise) {
        String text = number.strip();
        return text.length() == 1 && text.charAt(0) >= '0' && text.charAt(0) <= '5'
                ? SEVERITIES.get(text.charAt(0) - '0')
                : otherwise;
    }

    /** The second of the event, from {@code {EVENT.TIMESTAMP}}; null when the message does not say. */
    private static @Nullable Instant time(Message message) {
        try {
            return Instant.ofEpochSecond(
                    Long.parseLong(message.field("timestamp").strip()));
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    private static String written(JsonMapper mapper, ObjectNode event) {
        try {
            return mapper.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can be written", e);
        }
    }
}
