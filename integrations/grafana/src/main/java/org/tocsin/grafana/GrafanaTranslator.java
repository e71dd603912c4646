// SPDX-License-Identifier: Apache-2.0
package org.tocsin.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;

/** Makes an event of API v2 of each alert of a webhook. Knows neither Camel nor a network. */
final class GrafanaTranslator {

    private static final Map<String, String> ACTIONS = Map.of("firing", "trigger", "resolved", "resolve");

    private final Settings settings;
    private final OldRule oldRule;

    GrafanaTranslator(Settings settings) {
        this.settings = settings;
        oldRule = new OldRule(settings);
    }

    /**
     * The events, in the order of the alerts. What is no alert at all becomes a text that is no event, which whoever reads
     * the events refuses alone, with its number.
     */
    List<String> events(Payload payload) throws InvalidEventException {
        if (payload.isOld()) {
            String event = oldRule.event(payload);
            return event == null ? List.of() : List.of(event);
        }
        List<String> events = new ArrayList<>();
        for (JsonNode one : payload.alerts()) {
            Alert alert = Alert.of(one, payload.text("status"));
            if (alert == null) {
                ObjectNode none = JsonNodeFactory.instance.objectNode();
                none.set("alert", one);
                events.add(Draft.written(none));
                continue;
            }
            String severity = settings.severityOf(alert.labels().get(settings.severityLabel()));
            if (!severity.equals(Settings.IGNORE)) {
                events.add(event(payload, alert, severity));
            }
        }
        return events;
    }

    private String event(Payload payload, Alert alert, String severity) {
        Draft draft = new Draft(ACTIONS.getOrDefault(alert.status(), alert.status()), key(payload, alert));
        draft.put("summary", summary(payload, alert));
        draft.put("source", Objects.requireNonNullElse(alert.label(settings.source()), "grafana"));
        draft.put("severity", severity);
        draft.put("timestamp", alert.since());
        draft.put("component", alert.label(settings.component()));
        draft.put("group", alert.label(settings.group()));
        draft.put("class", alert.label(List.of("alertname")));
        details(draft.details(), payload, alert);
        draft.link(alert.text("generatorURL"), "Rule");
        draft.link(alert.text("dashboardURL"), "Dashboard");
        draft.link(alert.text("panelURL"), "Panel");
        draft.link(alert.text("silenceURL"), "Silence");
        draft.link(alert.annotation("runbook_url"), "Runbook");
        draft.image(alert.text("imageURL"));
        return draft.text(payload.text("externalURL"));
    }

    private String key(Payload payload, Alert alert) {
        return settings.key() != null
                ? settings.key().with(name -> value(payload, alert, name))
                : "grafana/" + alert.fingerprint();
    }

    private String summary(Payload payload, Alert alert) {
        if (settings.summary() != null) {
            return settings.summary().with(name -> value(payload, alert, name));
        }
        for (String name : new String[] {"summary", "description", "message"}) {
            String annotation = alert.annotation(name);
            if (annotation != null) {
                return annotation;
            }
        }
        String name = Objects.requireNonNullElse(alert.label(List.of("alertname")), "alert");
        String source = alert.label(settings.source());
        return source == null ? name : name + " on " + source;
    }

    /** For templates: a label, an annotation, or what stands beside them. */
    private static @Nullable String value(Payload payload, Alert alert, String name) {
        if (name.startsWith("labels.")) {
            return alert.labels().get(name.substring("labels.".length()));
        }
        if (name.startsWith("annotations.")) {
            return alert.annotations().get(name.substring("annotations.".length()));
        }
        return switch (name) {
            case "status" -> alert.status();
            case "fingerprint" -> alert.fingerprint();
            case "startsAt", "valueString" -> alert.text(name);
            case "receiver", "groupKey", "orgId", "title" -> payload.text(name);
            default -> alert.labels().getOrDefault(name, alert.annotations().get(name));
        };
    }

    private static void details(ObjectNode details, Payload payload, Alert alert) {
        alert.labels().forEach(details.putObject("labels")::put);
        alert.annotations().forEach(details.putObject("annotations")::put);
        JsonNode values = alert.json().path("values");
        if (!values.isEmpty()) {
            details.set("values", values);
        }
        Draft.put(details, "valueString", alert.text("valueString"));
        Draft.put(details, "startsAt", alert.startsAt());
        if (alert.status().equals("resolved")) {
            Draft.put(details, "endsAt", alert.endsAt());
        }
        details.put("fingerprint", alert.fingerprint());
        Draft.put(details, "receiver", payload.text("receiver"));
        Draft.put(details, "orgId", payload.text("orgId"));
        Draft.put(details, "groupKey", payload.text("groupKey"));
        long truncated = payload.whole().path("truncatedAlerts").asLong();
        if (truncated > 0) {
            details.put("truncatedAlerts", truncated);
        }
    }
}
