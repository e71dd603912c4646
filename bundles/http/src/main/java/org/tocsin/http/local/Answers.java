// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import org.tocsin.api.LaneStatus;
import org.tocsin.cli.HealthView;
import org.tocsin.http.Json;

/** The JSON texts that the local API answers with. */
final class Answers {

    private Answers() {}

    /** Names an accepted event, as the original does. */
    static String accepted(String key) {
        return "{\"key\":\"" + key + "\"}"; // hexadecimal digits, of which JSON escapes none
    }

    /** The original's status. It shows the keys in full: its clients find their lane by them. */
    static String queueStatus(List<LaneStatus> lanes) {
        return Json.object(out -> {
            out.writeArrayFieldStart("status_items");
            for (LaneStatus lane : lanes) {
                out.writeStartObject();
                out.writeStringField("routing_key", lane.lane().key());
                out.writeNumberField("pending", lane.waiting());
                out.writeNumberField("success", lane.delivered());
                out.writeNumberField("error", lane.dead());
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    static String retrying(int events) {
        return Json.object(out -> out.writeStringField("message", "Retrying " + events + " events."));
    }

    static String health(HealthView health) {
        return Json.object(out -> {
            out.writeStringField("state", health.state().name());
            out.writeArrayFieldStart("parts");
            for (HealthView.Part part : health.parts()) {
                out.writeStartObject();
                out.writeStringField("part", part.part());
                out.writeStringField("state", part.state().name());
                out.writeStringField("text", part.text());
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }
}
