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
import org.tocsin.kit.V2Draft;
import org.tocsin.kit.alerts.Alert;
import org.tocsin.kit.alerts.AlertGroup;
import org.tocsin.kit.alerts.AlertSettings;

/**
 * Makes an event of a rule of old alerting, as Grafana had it until version 10.
 *
 * @see <a href="https://grafana.com/docs/grafana/v8.5/alerting/old-alerting/notifications/">old alerting</a>
 */
final class OldRule {

    private static final List<String> DETAILS =
            List.of("title", "message", "state", "evalMatches", "tags", "dashboardId", "panelId", "orgId", "ruleId");

    private final AlertSettings settings;
    private final Map<String, String> states;

    OldRule(Settings settings) {
        this.settings = settings.alerts();
        states = settings.states();
    }

    /** The event; null when its state is not worth one. */
    @Nullable
    String event(AlertGroup payload) throws InvalidEventException {
        Map<String, String> tags = Alert.texts(payload.whole().path("tags"));
        String state = states.get(payload.text("state").strip().toLowerCase(Locale.ROOT));
        if (state == null) {
            throw new InvalidEventException(
                    "state",
                    "is none that states in org.tocsin.grafana.cfg has, send alerting, ok or no_data, or add it there");
        }
        boolean over = state.equals(Settings.RESOLVE);
        String tag = tags.get(settings.severityLabel());
        String severity =
                over ? "info" : tag == null || state.equals(AlertSettings.IGNORE) ? state : settings.severityOf(tag);
        return severity.equals(AlertSettings.IGNORE)
                ? null
                : event(payload, tags, over ? "resolve" : "trigger", severity);
    }

    private String event(AlertGroup payload, Map<String, String> tags, String action, String severity) {
        V2Draft draft = new V2Draft(action, key(payload, tags));
        draft.put("summary", summary(payload, tags));
        draft.put("source", Objects.requireNonNullElse(Alert.first(tags, settings.source()), "grafana"));
        draft.put("severity", severity);
        draft.put("component", Alert.first(tags, settings.component()));
        draft.put("group", Alert.first(tags, settings.group()));
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
        return draft.text(GrafanaTranslator.GRAFANA, payload.text("ruleUrl"));
    }

    private String key(AlertGroup payload, Map<String, String> tags) {
        String key = settings.key() == null ? null : settings.key().whole(name -> value(payload, tags, name));
        return key == null
                ? "grafana/" + payload.whole().path("orgId").asText("1") + "/rule/" + payload.text("ruleId")
                : key;
    }

    private String summary(AlertGroup payload, Map<String, String> tags) {
        String summary = settings.summary() == null ? "" : settings.summary().with(name -> value(payload, tags, name));
        if (!summary.isBlank()) {
            return summary;
        }
        String name = payload.text("ruleName").isBlank() ? "alert" : payload.text("ruleName");
        String message = payload.text("message");
        return message.isBlank() ? name : name + ": " + message;
    }

    private static @Nullable String value(AlertGroup payload, Map<String, String> tags, String name) {
        if (name.startsWith("tags.")) {
            return tags.get(name.substring("tags.".length()));
        }
        return payload.whole().has(name) ? payload.text(name) : tags.get(name);
    }
}
