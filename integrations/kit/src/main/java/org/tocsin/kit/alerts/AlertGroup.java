// SPDX-License-Identifier: Apache-2.0
package org.tocsin.kit.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.api.InvalidEventException;
import org.tocsin.kit.JsonText;

/**
 * What is posted to a webhook: the alerts of a group, of which some fire and some are resolved.
 *
 * @param whole the JSON object
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">webhook_config</a>
 * @see <a href="https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/">webhook</a>
 */
public record AlertGroup(JsonNode whole) {

    /** Prints without the texts, which may be anything. */
    @Override
    public String toString() {
        return whole.path("alerts").size() + " alerts";
    }

    /**
     * Reads one.
     *
     * @param sender who should have sent it, for the remedy
     * @throws InvalidEventException when it is no JSON; it quotes nothing of the text
     */
    public static AlertGroup of(String body, String sender) throws InvalidEventException {
        return new AlertGroup(JsonText.of(body, "send what " + sender + " posts to a webhook"));
    }

    /** Whether there is a list of alerts. */
    public boolean hasAlerts() {
        return whole.path("alerts").isArray();
    }

    /** The alerts as they came, in their order. */
    List<JsonNode> alerts() {
        List<JsonNode> alerts = new ArrayList<>();
        whole.path("alerts").forEach(alerts::add);
        return alerts;
    }

    /** A text, or number, beside the alerts; empty when it is not there. */
    public String text(String name) {
        return whole.path(name).asText();
    }
}
