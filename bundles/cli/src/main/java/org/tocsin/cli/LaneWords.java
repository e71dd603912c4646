// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** {@code tocsin queue status}, {@code queue retry} and {@code lane list}. Lanes go by their id; no key is shown. */
final class LaneWords {

    static final Flag KEY =
            Flag.value("k", "key", "KEY", "only this key; @FILE reads it from a file, - from standard input");

    private LaneWords() {}

    static Answer.Done status(Call call) throws RefusedException {
        List<LaneView> lanes = call.agent().lanes();
        long waiting = sum(lanes, LaneView::waiting);
        long delivered = sum(lanes, LaneView::delivered);
        long dead = sum(lanes, LaneView::dead);
        if (call.flags().has(Flag.JSON.name())) {
            return Call.say(Json.object(json -> {
                json.writeNumberField("waiting", waiting);
                json.writeNumberField("delivered", delivered);
                json.writeNumberField("dead", dead);
                array(json, lanes);
            }));
        }
        Table table = new Table("", 2).row("LANE", "STATE", "WAITING", "DELIVERED", "DEAD", "OLDEST");
        lanes.forEach(lane -> table.row(
                lane.id(), lane.state(), lane.waiting(), lane.delivered(), lane.dead(), time(lane.oldestAccepted())));
        table.row("total", "", waiting, delivered, dead, "");
        return new Answer.Done(0, table.toString(), "");
    }

    static Answer.Done list(Call call) throws RefusedException {
        List<LaneView> lanes = call.agent().lanes();
        if (call.flags().has(Flag.JSON.name())) {
            return Call.say(Json.object(json -> array(json, lanes)));
        }
        Table table = new Table("", 2)
                .row("LANE", "CHANNEL", "STATE", "WAITING", "DEAD", "ATTEMPTS", "NEXT TRY", "LAST ERROR");
        lanes.forEach(lane -> table.row(
                lane.id(),
                lane.channel(),
                lane.state(),
                lane.waiting(),
                lane.dead(),
                lane.attempts(),
                time(lane.nextTry()),
                lane.lastError() == null ? "-" : lane.lastError()));
        return new Answer.Done(0, table.toString(), "");
    }

    static Answer.Done retry(Call call) throws UsageException, RefusedException, InputNeededException {
        int count = call.agent().retry(call.key(KEY));
        return Call.say(count == 1 ? "1 event is sent again" : count + " events are sent again");
    }

    private static long sum(List<LaneView> lanes, ToLongFunction<LaneView> figure) {
        return lanes.stream().mapToLong(figure).sum();
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "-" : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static void array(JsonGenerator json, List<LaneView> lanes) throws IOException {
        json.writeArrayFieldStart("lanes");
        for (LaneView lane : lanes) {
            json.writeStartObject();
            json.writeStringField("id", lane.id());
            json.writeStringField("channel", lane.channel());
            json.writeStringField("state", lane.state());
            json.writeNumberField("waiting", lane.waiting());
            json.writeNumberField("delivered", lane.delivered());
            json.writeNumberField("dead", lane.dead());
            Json.nullable(json, "oldestAccepted", lane.oldestAccepted());
            json.writeNumberField("attempts", lane.attempts());
            Json.nullable(json, "lastError", lane.lastError());
            Json.nullable(json, "nextTry", lane.nextTry());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
