// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alertmanager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.tocsin.api.InvalidEventException;

/**
 * What Alertmanager posts to a webhook: the alerts of a group, of which some fire and some are resolved.
 *
 * @param alerts as they came, in their order
 * @param status of the group, for an alert that does not say its own
 * @param receiver the receiver's name
 * @param groupKey what Alertmanager calls the group
 * @param externalUrl where Alertmanager is; empty when it does not say
 * @param truncated how many alerts of the group it left out
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">webhook_config</a>
 */
record Webhook(
        List<JsonNode> alerts, String status, String receiver, String groupKey, String externalUrl, long truncated) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Keeps a copy. */
    Webhook {
        alerts = List.copyOf(alerts);
    }

    /** Prints without the alerts, which may be anything. */
    @Override
    public String toString() {
        return alerts.size() + " alerts";
    }

    /** Reads one. */
    static Webhook of(String body) throws InvalidEventException {
        JsonNode read;
        try {
            read = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            // the parser's own words quote the text
            throw new InvalidEventException(
                    "body", "is not valid JSON" + where(e) + ", send what Alertmanager posts to a webhook");
        }
        if (!read.path("alerts").isArray()) {
            throw new InvalidEventException(
                    "alerts", "is not there or no list, send what Alertmanager posts to a webhook");
        }
        List<JsonNode> alerts = new ArrayList<>();
        read.get("alerts").forEach(alerts::add);
        return new Webhook(
                alerts,
                read.path("status").asText(),
                read.path("receiver").asText(),
                read.path("groupKey").asText(),
                read.path("externalURL").asText(),
                read.path("truncatedAlerts").asLong());
    }

    /** A text that is nested too deep, or has too long a number, is refused without a place. */
    private static String where(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
    }
}
