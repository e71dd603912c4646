// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sensu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;
import org.tocsin.kit.Epoch;
import org.tocsin.kit.V1Draft;
import org.tocsin.kit.V2Draft;

/**
 * Makes a PagerDuty event of one of Sensu's. Knows neither Camel nor a network. In v1 it is what pd-sensu made, to the byte,
 * except for the time: so an incident that the old agent opened is resolved by this one.
 */
final class SensuTranslator {

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
        String made = settings.key() == null ? null : settings.key().whole(result::words);
        if (made != null) {
            return made;
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
        String made = settings.summary() == null ? "" : settings.summary().with(result::words);
        if (!made.isBlank()) {
            return made;
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
        V1Draft draft = new V1Draft("pd-sensu", result.queuedAt(), clock);
        if (result.sender().equals("pdagent")) {
            draft.client("Sensu");
        } else {
            draft.client("").clientUrl("");
        }
        return draft.text(action, key, summary, sorted(result.whole()));
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            node.forEach(one -> list.add(sorted(one)));
            return list;
        }
        if (!node.isObject()) {
            return node;
        }
        Map<String, JsonNode> fields = new TreeMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
        return JsonNodeFactory.instance.objectNode().setAll(fields);
    }

    private String v2(Result result, String action, String key, String summary) {
        V2Draft draft = new V2Draft(action, key);
        draft.put("summary", summary);
        draft.put("source", Objects.requireNonNullElse(result.host(), "sensu"));
        draft.put("severity", severity(result));
        draft.put("timestamp", timestamp(result));
        draft.put("component", result.check());
        draft.put(
                "group", Result.text(result.at(result.isOfGo() ? "entity.metadata.namespace" : "client.environment")));
        draft.put("class", Result.text(result.at("check.type")));
        draft.details().setAll(result.whole());
        String runbook = result.note("runbook_url");
        draft.link(runbook == null ? null : runbook.strip(), "Runbook");
        return draft.text(result.isOfGo() ? "Sensu Go" : "Sensu", null);
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
    private static @Nullable String timestamp(Result result) {
        JsonNode seconds = result.at("timestamp");
        return seconds.canConvertToLong() && seconds.longValue() > 0
                ? Epoch.timestamp(String.valueOf(seconds.longValue()))
                : null;
    }
}
