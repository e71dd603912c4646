// SPDX-License-Identifier: Apache-2.0
package org.example.mdadm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tocsin.api.InvalidEventException;

/** Makes events of PagerDuty's Events API v2 of what mdadm tells. Knows neither Camel nor a clock nor a network. */
final class RaidTranslator {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is worth waking somebody, and how much. */
    private static final Map<String, String> SEVERITIES = Map.of(
            "Fail", "critical",
            "DegradedArray", "critical",
            "DeviceDisappeared", "critical",
            "FailSpare", "warning",
            "TestMessage", "info");

    /** After these the array is whole again. */
    private static final List<String> OVER = List.of("SpareActive", "RebuildFinished");

    private final String host;

    /** @param host the machine's name */
    RaidTranslator(String host) {
        this.host = host;
    }

    /** An event for each line that is worth one, in their order. */
    List<String> events(String lines) throws InvalidEventException {
        List<String> events = new ArrayList<>();
        for (String line : lines.strip().split("\n", -1)) {
            RaidInput input = RaidInput.of(line);
            if (SEVERITIES.containsKey(input.event())) {
                events.add(event(input, "trigger"));
            } else if (OVER.contains(input.event())) {
                events.add(event(input, "resolve"));
            }
        }
        return events;
    }

    private String event(RaidInput input, String action) {
        ObjectNode event = JSON.createObjectNode();
        event.put("event_action", action);
        event.put("dedup_key", "mdadm/" + host + input.array());
        if (action.equals("trigger")) {
            ObjectNode payload = event.putObject("payload");
            payload.put("summary", input.event() + " on " + input.array() + " of " + host);
            payload.put("source", host);
            payload.put("severity", SEVERITIES.get(input.event()));
            payload.putObject("custom_details").put("array", input.array()).put("disk", input.disk());
        }
        return event.toString();
    }
}
