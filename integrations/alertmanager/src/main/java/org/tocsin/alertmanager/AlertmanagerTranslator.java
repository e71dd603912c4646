// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alertmanager;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;
import org.tocsin.kit.alerts.AlertGroup;
import org.tocsin.kit.alerts.AlertSettings;
import org.tocsin.kit.alerts.AlertTranslator;

/** Makes events of API v2 of what Alertmanager posts to a webhook. Knows neither Camel nor a network. */
final class AlertmanagerTranslator {

    private static final String ALERTMANAGER = "Alertmanager";

    private final AlertTranslator alerts;

    AlertmanagerTranslator(AlertSettings settings) {
        alerts = new AlertTranslator(settings, ALERTMANAGER, "Source");
    }

    /** The events, in the order of the alerts; null for one that makes none. */
    List<@Nullable String> events(String body) throws InvalidEventException {
        AlertGroup webhook = AlertGroup.of(body, ALERTMANAGER);
        if (!webhook.hasAlerts()) {
            throw new InvalidEventException(
                    "alerts", "is not there or no list, send what Alertmanager posts to a webhook");
        }
        return alerts.events(webhook);
    }
}
