// SPDX-License-Identifier: Apache-2.0
package org.tocsin.kit.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tocsin.kit.V2Draft;

/** Makes an event of API v2 of each alert of a group. Knows neither Camel nor a network. */
public final class AlertTranslator {

    private static final Map<String, String> ACTIONS = Map.of("firing", "trigger", "resolved", "resolve");

    /** Annotations of which the first that is there is the summary. */
    private static final List<String> SUMMARIES = List.of("summary", "description", "message");

    private static final List<String> NAME = List.of("alertname");

    private final AlertSettings settings;
    private final String client;
    private final String sender;
    private final String ruleLink;

    /**
     * For one kind of sender.
     *
     * @param client who is told to PagerDuty as the sender; in small letters it begins the dedup keys
     * @param ruleLink the text of the link to the rule
     */
    public AlertTranslator(AlertSettings settings, String client, String ruleLink) {
        this.settings = settings;
        this.client = client;
        sender = client.toLowerCase(Locale.ROOT);
        this.ruleLink = ruleLink;
    }

    /**
     * The events, in the order of the alerts; null for an alert that makes none. What is no alert at all becomes a text that is no event, which whoever reads
     * the events refuses alone, with its number.
     */
    public List<@Nullable String> events(AlertGroup group) {
        List<@Nullable String> events = new ArrayList<>();
        for (JsonNode one : group.alerts()) {
            Alert alert = Alert.of(one, group.text("status"));
            if (alert == null) {
                ObjectNode none = JsonNodeFactory.instance.objectNode();
                none.set("alert", one);
                events.add(V2Draft.written(none));
                continue;
            }
            String severity = settings.severityOf(alert.labels().get(settings.severityLabel()));
            events.add(severity.equals(AlertSettings.IGNORE) ? null : event(group, alert, severity));
        }
        return events;
    }

    private String event(AlertGroup group, Alert alert, String severity) {
        V2Draft draft = new V2Draft(ACTIONS.getOrDefault(alert.status(), alert.status()), key(group, alert));
        draft.put("summary", summary(group, alert));
        draft.put("source", Objects.requireNonNullElse(alert.label(settings.source()), sender));
        draft.put("severity", severity);
        draft.put("timestamp", alert.since());
        draft.put("component", alert.label(settings.component()));
        draft.put("group", alert.label(settings.group()));
        draft.put("class", alert.label(NAME));
        details(draft.details(), group, alert);
        draft.link(alert.text("generatorURL"), ruleLink);
        draft.link(alert.text("dashboardURL"), "Dashboard");
        draft.link(alert.text("panelURL"), "Panel");
        draft.link(alert.text("silenceURL"), "Silence");
        draft.link(alert.annotation("runbook_url"), "Runbook");
        draft.link(alert.annotation("dashboard_url"), "Dashboard");
        draft.image(alert.text("imageURL"));
        return draft.text(client, group.text("externalURL"));
    }

    private String key(AlertGroup group, Alert alert) {
        String key = settings.key() == null ? null : settings.key().whole(name -> value(group, alert, name));
        return key == null ? sender + '/' + alert.fingerprint() : key;
    }

    private String summary(AlertGroup group, Alert alert) {
        String summary = settings.summary() == null ? "" : settings.summary().with(name -> value(group, alert, name));
        return summary.isBlank() ? summary(alert) : summary;
    }

    private String summary(Alert alert) {
        String annotation = Alert.first(alert.annotations(), SUMMARIES);
        if (annotation != null) {
            return annotation;
        }
        String name = Objects.requireNonNullElse(alert.label(NAME), "alert");
        String source = alert.label(settings.source());
        return source == null ? name : name + " on " + source;
    }

    /** For templates: a label, an annotation, or what stands beside them. */
    private static @Nullable String value(AlertGroup group, Alert alert, String name) {
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
            case "receiver", "groupKey", "orgId", "title" -> group.text(name);
            default -> alert.labels().getOrDefault(name, alert.annotations().get(name));
        };
    }

    private static void details(ObjectNode details, AlertGroup group, Alert alert) {
        alert.labels().forEach(details.putObject("labels")::put);
        alert.annotations().forEach(details.putObject("annotations")::put);
        JsonNode values = alert.json().path("values");
        if (!values.isEmpty()) {
            details.set("values", values);
        }
        V2Draft.put(details, "valueString", alert.text("valueString"));
        V2Draft.put(details, "startsAt", alert.startsAt());
        if (alert.status().equals("resolved")) {
            V2Draft.put(details, "endsAt", alert.endsAt());
        }
        details.put("fingerprint", alert.fingerprint());
        V2Draft.put(details, "receiver", group.text("receiver"));
        V2Draft.put(details, "orgId", group.text("orgId"));
        V2Draft.put(details, "groupKey", group.text("groupKey"));
        long truncated = group.whole().path("truncatedAlerts").asLong();
        if (truncated > 0) {
            details.put("truncatedAlerts", truncated);
        }
    }
}
