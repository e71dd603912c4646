// SPDX-License-Identifier: Apache-2.0
package org.tocsin.grafana;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.api.InvalidEventException;

/**
 * What Grafana posts to a webhook: a group of alerts, or one rule of old alerting (Grafana 8 and older).
 *
 * @param whole the JSON object
 * @see <a href="https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/">webhook</a>
 * @see <a href="https://grafana.com/docs/grafana/v8.5/alerting/old-alerting/notifications/">old alerting</a>
 */
record Payload(JsonNode whole) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Prints without the texts, which may be anything. */
    @Override
    public String toString() {
        return isOld() ? "a rule" : whole.path("alerts").size() + " alerts";
    }

    /** Reads one. */
    static Payload of(String body) throws InvalidEventException {
        JsonNode read;
        try {
            read = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            // the parser's own words quote the text
            throw new InvalidEventException(
                    "body", "is not valid JSON" + where(e) + ", send what Grafana posts to a webhook");
        }
        Payload payload = new Payload(read);
        if (!read.path("alerts").isArray() && !payload.isOld()) {
            throw new InvalidEventException(
                    "alerts",
                    "is not there or no list, send what Grafana posts to a webhook, without a custom payload");
        }
        return payload;
    }

    /** Whether it is a rule of old alerting. */
    boolean isOld() {
        return !whole.path("alerts").isArray() && whole.has("ruleId");
    }

    /** The alerts as they came, in their order. */
    List<JsonNode> alerts() {
        List<JsonNode> alerts = new ArrayList<>();
        whole.path("alerts").forEach(alerts::add);
        return alerts;
    }

    /** A text, or number, beside the alerts; empty when it is not there. */
    String text(String name) {
        return whole.path(name).asText();
    }

    /** A text that is nested too deep, or has too long a number, is refused without a place. */
    private static String where(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
    }
}
