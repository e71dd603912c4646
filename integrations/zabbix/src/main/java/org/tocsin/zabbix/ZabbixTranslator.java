// SPDX-License-Identifier: Apache-2.0
package org.tocsin.zabbix;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;
import org.tocsin.kit.Epoch;
import org.tocsin.kit.V1Draft;
import org.tocsin.kit.V2Draft;

/**
 * Makes a PagerDuty event of a message. Knows neither Camel nor a network. In v1 it is what pd-zabbix made, to the byte,
 * except for the time: so an incident that the old agent opened is resolved by this one.
 */
final class ZabbixTranslator {

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
        String key = settings.key() == null ? null : settings.key().whole(message.fields()::get);
        return key == null ? message.field("id") + '-' + message.field("hostname") : key;
    }

    private String summary(Message message) {
        String summary = settings.summary() == null ? "" : settings.summary().with(message.fields()::get);
        return summary.isBlank()
                ? message.field("name") + " : " + message.field("status") + " for " + message.field("hostname")
                : summary;
    }

    private String v1(Message message, String action, Map<String, String> details) {
        V1Draft draft = new V1Draft("pd-zabbix", message.queuedAt(), clock);
        String url = message.field("url");
        if (!url.isEmpty()) {
            draft.client("Zabbix").clientUrl(url);
        } else if (!message.sender().equals("pdagent")) {
            draft.client("").clientUrl("");
        }
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        details.forEach(all::put);
        return draft.text(action, key(message), summary(message), all);
    }

    private String v2(Message message, String action, Map<String, String> details) {
        V2Draft draft = new V2Draft(action, key(message));
        draft.put("summary", summary(message));
        draft.put("source", message.field("hostname").strip());
        draft.put("severity", severity(message));
        draft.put("timestamp", Epoch.timestamp(message.field("timestamp"))); // {EVENT.TIMESTAMP}
        for (String name : List.of("component", "group", "class")) {
            draft.put(name, message.field(name).strip());
        }
        details.forEach(draft.details()::put);
        return draft.text("Zabbix", message.field("url").strip());
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
}
