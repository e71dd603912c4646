// SPDX-License-Identifier: Apache-2.0
package org.tocsin.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;

/** Makes an event of a rule of old alerting, as Grafana had it until version 10. */
final class OldRule {

    private static final List<String> DETAILS =
            List.of("title", "message", "state", "evalMatches", "tags", "dashboardId", "panelId", "orgId", "ruleId");

    private final Settings settings;

    OldRule(Settings settings) {
        this.settings = settings;
    }

    /** The event; null when its state is not worth one. */
    @Nullable
    String event(Payload payload) throws InvalidEventException {
        Map<String, String> tags = Alert.texts(payload.whole().path("tags"));
        String state = settings.states().get(payload.text("state").strip().toLowerCase(Locale.ROOT));
        if (state == null) {
            throw new InvalidEventException(
                    "state",
                    "is none that states in org.tocsin.grafana.cfg has, send alerting, ok or no_data, or add it there");
        }
        boolean over = state.equals(Settings.RESOLVE);
        String tag = tags.get(settings.severityLabel());
        String severity =
                over ? "info" : tag == null || state.equals(Settings.IGNORE) ? state : settings.severityOf(tag);
        return severity.equals(Settings.IGNORE) ? null : event(payload, tags, over ? "resolve" : "trigger", severity);
    }

    private String event(Payload payload, Map<String, String> tags, String action, String severity) {
        Draft draft = new Draft(action, key(payload, tags));
        draft.put("summary", summary(payload, tags));
        draft.put("source", Objects.requireNonNullElse(first(tags, settings.source()), "grafana"));
        draft.put("severity", severity);
        draft.put("component", first(tags, settings.component()));
        draft.put("group", first(tags, settings.group()));
        draft.put("class", payload.text("ruleName"));
        ObjectNode details = draft.details();
        for (String name : DETAILS) {
            JsonNode value = payload.whole().path(name);
            if (!value.isMissingNode() && !value.isNull()) {
                details.set(name, value);
            }
        }
        draft.link(payload.text("ruleUrl"), "Rule");
        draft.image(payload.text("imageUrl"));
        return draft.text(payload.text("ruleUrl"));
    }

    private String key(Payload payload, Map<String, String> tags) {
        return settings.key() != null
                ? settings.key().with(name -> value(payload, tags, name))
                : "grafana/" + payload.whole().path("orgId").asText("1") + "/rule/" + payload.text("ruleId");
    }

    private String summary(Payload payload, Map<String, String> tags) {
        if (settings.summary() != null) {
            return settings.summary().with(name -> value(payload, tags, name));
        }
        String name = payload.text("ruleName").isBlank() ? "alert" : payload.text("ruleName");
        String message = payload.text("message");
        return message.isBlank() ? name : name + ": " + message;
    }

    private static @Nullable String value(Payload payload, Map<String, String> tags, String name) {
        if (name.startsWith("tags.")) {
            return tags.get(name.substring("tags.".length()));
        }
        return payload.whole().has(name) ? payload.text(name) : tags.get(name);
    }

    private static @Nullable String first(Map<String, String> tags, List<String> names) {
        for (String name : names) {
            String value = tags.get(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }
}
