// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sensu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;

/**
 * Makes a PagerDuty event of one of Sensu's. Knows neither Camel nor a network. In v1 it is what pd-sensu made, to the byte,
 * except for the time: so an incident that the old agent opened is resolved by this one.
 */
final class SensuTranslator {

    /** As the Python agent wrote JSON: names sorted, everything outside ASCII escaped. */
    private static final JsonMapper ASCII = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build();

    private static final JsonMapper JSON = new JsonMapper();

    private static final String TRIGGER = "trigger";
    private static final String RESOLVE = "resolve";
    private static final List<String> SEVERITIES = List.of("critical", "error", "warning", "info");

    private final Settings settings;
    private final Clock clock;

    SensuTranslator(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The shape of the events. */
    String format() {
        return settings.v2() ? "v2" : "v1";
    }

    /** The event; null when the result is not worth one. */
    @Nullable
    String event(Result result) throws InvalidEventException {
        if (!result.isOfACheck()) {
            return null;
        }
        String action = action(result);
        String key = key(result);
        String summary = summary(result, key);
        if (!isWorthIt(result, action)) {
            return null;
        }
        return settings.v2() ? v2(result, action, key, summary) : v1(result, action, key, summary);
    }

    /** What is over is over, silenced or not: else an incident that was open before the silence stayed open for ever. */
    private boolean isWorthIt(Result result, String action) {
        if (action.equals(RESOLVE)) {
            // Sensu Go hands over each result of a check that is well, where no filter holds it back
            return !result.isOfGo() || result.occurrence() == 1;
        }
        return (settings.silenced() || !result.isSilenced()) && settings.tells(result.occurrence());
    }

    private static String action(Result result) throws InvalidEventException {
        String action = Result.text(result.at("action"));
        if (action != null) {
            // flapping and what else there may be is a problem
            return action.equals(RESOLVE) ? RESOLVE : TRIGGER;
        }
        if (!result.isOfGo()) {
            throw new InvalidEventException(
                    "action", "is missing, send the event as Sensu makes it, with the action create or resolve");
        }
        String status = result.status();
        if (status == null) {
            throw new InvalidEventException(
                    "check.status", "is missing, send the event as Sensu Go makes it, with the exit code of the check");
        }
        return status.equals("0") ? RESOLVE : TRIGGER;
    }

    private String key(Result result) throws InvalidEventException {
        if (result.incidentKey() != null) {
            return result.incidentKey();
        }
        if (settings.key() != null) {
            return settings.key().with(result::words);
        }
        String host = result.host();
        String check = result.check();
        if (host != null && check != null) {
            return inNamespace(result) + host + '/' + check;
        }
        String id = Result.text(result.at("id"));
        if (id == null) {
            throw new InvalidEventException(
                    result.isOfGo() ? "check.metadata.name" : "check.name",
                    "is missing, and so is the id, send the names of who and what was checked");
        }
        return id;
    }

    /** Two namespaces of Sensu Go may have an entity of one name each; Sensu Core has none. */
    private static String inNamespace(Result result) {
        String namespace = Result.text(result.at("entity.metadata.namespace"));
        return !result.isOfGo() || namespace == null || namespace.isEmpty() || namespace.equals("default")
                ? ""
                : namespace + '/';
    }

    private String summary(Result result, String key) throws InvalidEventException {
        if (settings.summary() != null) {
            return settings.summary().with(result::words);
        }
        String output = Result.text(result.at("check.output"));
        if (result.isOfGo() && (output == null || output.isBlank())) {
            return key + " : status " + result.status();
        }
        if (output == null) {
            throw new InvalidEventException("check.output", "is missing, send the event with what the check said");
        }
        return key + " : " + output;
    }

    private String v1(Result result, String action, String key, String summary) {
        ObjectNode event = ASCII.createObjectNode();
        event.putObject("agent")
                .putNull("agent_id")
                .put("queued_at", queuedAt(result))
                .put("queued_by", "pd-sensu");
        if (result.sender().equals("pdagent")) {
            event.put("client", "Sensu");
        } else {
            event.put("client", "").put("client_url", "");
        }
        event.put("description", summary);
        event.set("details", sorted(result.whole()));
        event.put("event_type", action).put("incident_key", key);
        return written(ASCII, event);
    }

    private String queuedAt(Result result) {
        return result.queuedAt() != null
                ? result.queuedAt()
                : clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            ArrayNode list = JSON.createArrayNode();
            node.forEach(one -> list.add(sorted(one)));
            return list;
        }
        if (!node.isObject()) {
            return node;
        }
        Map<String, JsonNode> fields = new TreeMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
        return JSON.createObjectNode().setAll(fields);
    }

    private String v2(Result result, String action, String key, String summary) {
        ObjectNode event = JSON.createObjectNode().put("event_action", action).put("dedup_key", key);
        ObjectNode payload = event.putObject("payload")
                .put("summary", summary)
                .put("source", Objects.requireNonNullElse(result.host(), "sensu"))
                .put("severity", severity(result));
        Instant time = time(result);
        if (time != null) {
            payload.put("timestamp", time.toString());
        }
        put(payload, "component", result.check());
        put(
                payload,
                "group",
                Result.text(result.at(result.isOfGo() ? "entity.metadata.namespace" : "client.environment")));
        put(payload, "class", Result.text(result.at("check.type")));
        payload.set("custom_details", result.whole());
        event.put("client", result.isOfGo() ? "Sensu Go" : "Sensu");
        String runbook = result.note("runbook_url");
        if (runbook != null && !runbook.isBlank()) {
            event.putArray("links").addObject().put("href", runbook.strip()).put("text", "Runbook");
        }
        return written(JSON, event);
    }

    private static void put(ObjectNode payload, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            payload.put(name, value);
        }
    }

    /** What a label or an annotation {@code severity} says goes before the status. */
    private String severity(Result result) {
        String said = result.note("severity");
        if (said != null && SEVERITIES.contains(said) && !"0".equals(result.status())) {
            return said;
        }
        String status = result.status();
        return status == null ? settings.severity() : settings.severities().getOrDefault(status, settings.severity());
    }

    /** The second of the event; null when it does not say. */
    private static @Nullable Instant time(Result result) {
        JsonNode timestamp = result.at("timestamp");
        if (!timestamp.canConvertToLong() || timestamp.longValue() <= 0) {
            return null;
        }
        try {
            return Instant.ofEpochSecond(timestamp.longValue());
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String written(JsonMapper mapper, ObjectNode event) {
        try {
            return mapper.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
    }
}
