// SPDX-License-Identifier: Apache-2.0
package org.tocsin.nagios;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Template;

/**
 * Makes a PagerDuty event of a notification. Knows neither Camel nor a network. In v1 it is what pd-nagios made, to the
 * byte, except for the time: so an incident that the old agent opened is resolved by this one.
 */
final class NagiosTranslator {

    /** As the Python agent wrote JSON: names sorted, everything outside ASCII escaped. */
    private static final JsonMapper ASCII = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build();

    private static final JsonMapper JSON = new JsonMapper();

    private final Settings settings;
    private final Clock clock;

    NagiosTranslator(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The shape of the events. */
    String format() {
        return settings.v2() ? "v2" : "v1";
    }

    /** The event; null when the notification is not worth one. */
    @Nullable
    String event(Notice notice) throws InvalidEventException {
        Policy policy = Policy.of(notice.type(), settings.forward());
        if (policy == null) {
            throw new InvalidEventException(
                    "NOTIFICATIONTYPE",
                    "is none that Nagios or Icinga has, send one of PROBLEM, ACKNOWLEDGEMENT, RECOVERY, "
                            + String.join(", ", Policy.TYPES));
        }
        String action = policy.action();
        if (action == null) {
            return null;
        }
        String key = key(notice) + policy.aside();
        return settings.v2() ? v2(notice, action, key) : v1(notice, action, key);
    }

    private String key(Notice notice) {
        if (notice.incidentKey() != null) {
            return notice.incidentKey();
        }
        Template template = settings.key(notice.kind());
        if (template != null) {
            return template.with(notice.macros()::get);
        }
        String host = "event_source=" + notice.kind().word() + ";host_name=" + macro(notice, "HOSTNAME");
        return notice.kind() == Kind.HOST ? host : host + ";service_desc=" + macro(notice, "SERVICEDESC");
    }

    private String summary(Notice notice) {
        Template template = settings.summary(notice.kind());
        if (template != null) {
            return template.with(notice.macros()::get);
        }
        String host = pair(notice, "HOSTNAME");
        if (notice.kind() == Kind.HOST) {
            return host + "; " + pair(notice, "HOSTSTATE");
        }
        String service = pair(notice, "SERVICEDESC") + "; " + pair(notice, "SERVICESTATE");
        // the two old agents had two orders
        return notice.sender().equals("pdagent") ? host + "; " + service : service + "; " + host;
    }

    private static String pair(Notice notice, String name) {
        return name + '=' + macro(notice, name);
    }

    private static String macro(Notice notice, String name) {
        return notice.macros().getOrDefault(name, "");
    }

    private String v1(Notice notice, String action, String key) {
        ObjectNode event = ASCII.createObjectNode();
        event.putObject("agent")
                .putNull("agent_id")
                .put("queued_at", queuedAt(notice))
                .put("queued_by", "pd-nagios");
        if (!notice.sender().equals("pdagent")) {
            event.put("client", "").put("client_url", "");
        }
        event.put("description", summary(notice));
        event.set("details", details(notice));
        event.put("event_type", action).put("incident_key", key);
        return written(ASCII, event);
    }

    private String queuedAt(Notice notice) {
        return notice.queuedAt() != null
                ? notice.queuedAt()
                : clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private String v2(Notice notice, String action, String key) {
        ObjectNode event = JSON.createObjectNode().put("event_action", action).put("dedup_key", key);
        ObjectNode payload = event.putObject("payload")
                .put("summary", summary(notice))
                .put("source", macro(notice, "HOSTNAME"))
                .put("severity", settings.severityOf(macro(notice, notice.kind().state)));
        Instant time = time(notice);
        if (time != null) {
            payload.put("timestamp", time.toString());
        }
        if (notice.kind() == Kind.SERVICE) {
            payload.put("component", macro(notice, "SERVICEDESC"));
        }
        String group = macro(notice, notice.kind() == Kind.HOST ? "HOSTGROUPNAME" : "SERVICEGROUPNAME");
        if (!group.isBlank()) {
            payload.put("group", group);
        }
        payload.put("class", notice.kind().word());
        payload.set("custom_details", details(notice));
        return written(JSON, event);
    }

    /** The second at which Nagios made the notification; null when it does not say. */
    private static @Nullable Instant time(Notice notice) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(macro(notice, "TIMET")));
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    /** All macros, and what it is about, under the name that it always had. */
    private static ObjectNode details(Notice notice) {
        ObjectNode details = JSON.createObjectNode();
        Map<String, String> sorted = new TreeMap<>(notice.macros());
        sorted.put("pd_nagios_object", notice.kind().word());
        sorted.forEach(details::put);
        return details;
    }

    private static String written(JsonMapper mapper, ObjectNode event) {
        try {
            return mapper.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can be written", e);
        }
    }
}
