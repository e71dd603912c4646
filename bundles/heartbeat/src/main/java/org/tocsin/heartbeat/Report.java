// SPDX-License-Identifier: Apache-2.0
package org.tocsin.heartbeat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.host.HostName;

/**
 * What a heartbeat says, in the shape of pdagent's: counts and ages; no keys, no lanes, no events.
 *
 * @param id of the agent
 * @param version of the agent
 * @param started since when it counts
 */
record Report(String id, String version, Instant started) {

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * The text.
     *
     * @param first whether to tell what the host is, which is told until it was taken once
     */
    String text(List<LaneStatus> lanes, Instant now, boolean first) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("agent_id", id);
            json.writeStringField("agent_version", "tocsin-" + version);
            json.writeObjectFieldStart("agent_stats");
            snapshot(json, lanes, now);
            json.writeObjectFieldStart("aggregate");
            json.writeNumberField("successful_events_count", sum(lanes, Count.DELIVERED));
            json.writeNumberField("failed_events_count", sum(lanes, Count.DEAD));
            json.writeStringField("started_on", started.toString());
            json.writeEndObject();
            json.writeEndObject();
            if (first) {
                system(json);
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    private enum Count {
        DELIVERED,
        DEAD,
        WAITING
    }

    private static long sum(List<LaneStatus> lanes, Count count) {
        return lanes.stream()
                .mapToLong(lane -> switch (count) {
                    case DELIVERED -> lane.delivered();
                    case DEAD -> lane.dead();
                    case WAITING -> lane.waiting();
                })
                .sum();
    }

    private static void snapshot(JsonGenerator json, List<LaneStatus> lanes, Instant now) throws IOException {
        List<LaneStatus> waiting =
                lanes.stream().filter(lane -> lane.waiting() > 0).toList();
        json.writeObjectFieldStart("snapshot");
        if (!waiting.isEmpty()) {
            long oldest = waiting.stream()
                    .map(LaneStatus::oldestAccepted)
                    .filter(Objects::nonNull)
                    .mapToLong(accepted ->
                            Math.max(0, Duration.between(accepted, now).toSeconds()))
                    .max()
                    .orElse(0);
            json.writeObjectFieldStart("pending_events");
            json.writeNumberField("count", sum(waiting, Count.WAITING));
            json.writeNumberField("oldest_age_secs", oldest);
            json.writeNumberField("service_keys_count", waiting.size());
            json.writeEndObject();
        }
        json.writeNumberField(
                "throttled_service_keys_count",
                waiting.stream()
                        .filter(lane -> lane.state() == LaneStatus.State.BACKING_OFF)
                        .count());
        json.writeEndObject();
    }

    private static void system(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("system_info");
        json.writeStringField("platform_name", System.getProperty("os.name", ""));
        json.writeStringField("platform_release", System.getProperty("os.version", ""));
        json.writeStringField("platform_machine", System.getProperty("os.arch", ""));
        json.writeStringField("java_version", System.getProperty("java.version", ""));
        json.writeStringField("host_name", HostName.read());
        json.writeEndObject();
    }
}
