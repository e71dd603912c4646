// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alertmanager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes an event of API v2 of each alert of a webhook. Knows neither Camel nor a network. */
final class AlertmanagerTranslator {

    private static final JsonMapper JSON = new JsonMapper();

    private static final Map<String, String> ACTIONS = Map.of("firing", "trigger", "resolved", "resolve");

    private final Settings settings;

    AlertmanagerTranslator(Settings settings) {
        this.settings = settings;
    }

    /**
     * The events, in the order of the alerts. What is no alert at all becomes a text that is no event, which whoever reads
     * the events refuses alone, with its number.
     */
    List<String> events(Webhook webhook) {
        List<String> events = new ArrayList<>();
        for (JsonNode one : webhook.alerts()) {
            Alert alert = Alert.of(one, webhook.status());
            if (alert == null) {
                ObjectNode none = JSON.createObjectNode();
                none.set("alert", one);
                events.add(written(none));
                continue;
            }
            String severity = settings.severityOf(alert.labels().get(settings.severityLabel()));
            if (!severity.equals(Settings.IGNORE)) {
                events.add(event(webhook, alert, severity));
            }
        }
        return events;
    }

    private String event(Webhook webhook, Alert alert, String severity) {
        ObjectNode event = JSON.createObjectNode()
                .put("event_action", ACTIONS.getOrDefault(alert.status(), alert.status()))
                .put("dedup_key", key(webhook, alert));
        ObjectNode payload = event.putObject("payload")
                .put("summary", summary(webhook, alert))
                .put("source", source(alert))
                .put("severity", severity);
        put(payload, "timestamp", alert.since());
        put(payload, "component", alert.label(settings.component()));
        put(payload, "group", alert.label(settings.group()));
        put(payload, "class", alert.label(List.of("alertname")));
        details(payload.putObject("custom_details"), webhook, alert);
        event.put("client", "Alertmanager");
        put(event, "client_url", webhook.externalUrl());
        ArrayNode links = links(alert);
        if (!links.isEmpty()) {
            event.set("links", links);
        }
        return written(event);
    }

    private String key(Webhook webhook, Alert alert) {
        return settings.key() != null
                ? settings.key().with(name -> value(webhook, alert, name))
                : "alertmanager/" + alert.fingerprint();
    }

    private String summary(Webhook webhook, Alert alert) {
        if (settings.summary() != null) {
            return settings.summary().with(name -> value(webhook, alert, name));
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

    private String source(Alert alert) {
        return Objects.requireNonNullElse(alert.label(settings.source()), "alertmanager");
    }

    /** For templates: a label, an annotation, or what stands beside them. */
    private static @Nullable String value(Webhook webhook, Alert alert, String name) {
        if (name.startsWith("labels.")) {
            return alert.labels().get(name.substring("labels.".length()));
        }
        if (name.startsWith("annotations.")) {
            return alert.annotations().get(name.substring("annotations.".length()));
        }
        return switch (name) {
            case "status" -> alert.status();
            case "fingerprint" -> alert.fingerprint();
            case "startsAt" -> alert.startsAt();
            case "receiver" -> webhook.receiver();
            case "groupKey" -> webhook.groupKey();
            default -> alert.labels().getOrDefault(name, alert.annotations().get(name));
        };
    }

    private static void details(ObjectNode details, Webhook webhook, Alert alert) {
        alert.labels().forEach(details.putObject("labels")::put);
        alert.annotations().forEach(details.putObject("annotations")::put);
        put(details, "startsAt", alert.startsAt());
        if (alert.status().equals("resolved")) {
            put(details, "endsAt", alert.endsAt());
        }
        details.put("fingerprint", alert.fingerprint());
        put(details, "receiver", webhook.receiver());
        put(details, "groupKey", webhook.groupKey());
        if (webhook.truncated() > 0) {
            details.put("truncatedAlerts", webhook.truncated());
        }
    }

    private static ArrayNode links(Alert alert) {
        ArrayNode links = JSON.createArrayNode();
        link(links, alert.generatorUrl(), "Source");
        link(links, alert.annotation("runbook_url"), "Runbook");
        link(links, alert.annotation("dashboard_url"), "Dashboard");
        return links;
    }

    private static void link(ArrayNode links, @Nullable String url, String text) {
        if (url != null && !url.isBlank()) {
            links.addObject().put("href", url).put("text", text);
        }
    }

    private static void put(ObjectNode object, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            object.put(name, value);
        }
    }

    private static String written(ObjectNode event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
    }
}
