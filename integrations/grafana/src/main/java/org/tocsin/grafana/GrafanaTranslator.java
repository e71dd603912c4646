// SPDX-License-Identifier: Apache-2.0
package org.tocsin.grafana;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;
import org.tocsin.kit.alerts.AlertGroup;
import org.tocsin.kit.alerts.AlertTranslator;

/**
 * Makes events of API v2 of what Grafana posts to a webhook: a group of alerts, or one rule of old alerting (Grafana 8 and
 * older). Knows neither Camel nor a network.
 */
final class GrafanaTranslator {

    /** Who sends it. */
    static final String GRAFANA = "Grafana";

    private final AlertTranslator alerts;
    private final OldRule oldRule;

    GrafanaTranslator(Settings settings) {
        alerts = new AlertTranslator(settings.alerts(), GRAFANA, "Rule");
        oldRule = new OldRule(settings);
    }

    /** The events, in the order of the alerts; null for one that makes none. */
    List<@Nullable String> events(String body) throws InvalidEventException {
        AlertGroup payload = AlertGroup.of(body, GRAFANA);
        if (payload.hasAlerts()) {
            return alerts.events(payload);
        }
        if (!payload.whole().has("ruleId")) {
            throw new InvalidEventException(
                    "alerts",
                    "is not there or no list, send what Grafana posts to a webhook, without a custom payload");
        }
        String event = oldRule.event(payload);
        return event == null ? List.of() : List.of(event);
    }
}
