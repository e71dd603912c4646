// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of what is shown: the same for {@code --json} and for the paths of the local API. */
public final class ViewJson {

    private static final double TENTHS = 10;

    private ViewJson() {}

    /** The lanes without their keys. */
    public static String lanes(List<LaneView> lanes) {
        return Json.object(json -> lanes(json, lanes));
    }

    static void lanes(JsonGenerator json, List<LaneView> lanes) throws IOException {
        json.writeArrayFieldStart("lanes");
        for (LaneView lane : lanes) {
            json.writeStartObject();
            fields(json, lane);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** A lane without its key. */
    public static String lane(LaneView lane) {
        return Json.object(json -> fields(json, lane));
    }

    private static void fields(JsonGenerator json, LaneView lane) throws IOException {
        json.writeStringField("id", lane.id());
        json.writeStringField("channel", lane.channel());
        json.writeStringField("state", lane.state());
        json.writeNumberField("waiting", lane.waiting());
        json.writeNumberField("delivered", lane.delivered());
        json.writeNumberField("dead", lane.dead());
        json.writeNumberField("dropped", lane.dropped());
        Json.nullable(json, "oldestAccepted", lane.oldestAccepted());
        json.writeNumberField("attempts", lane.attempts());
        Json.nullable(json, "lastError", lane.lastError());
        Json.nullable(json, "nextTry", lane.nextTry());
        pace(json, lane.perMinute(), lane.drain());
    }

    static void pace(JsonGenerator json, double perMinute, @Nullable Duration drain) throws IOException {
        json.writeNumberField("perMinute", Math.round(perMinute * TENTHS) / TENTHS);
        Json.nullable(json, "drain", drain);
    }

    /** What a sender is told in full; state and answer only when it waited for them. */
    static String handedOver(String key, @Nullable String dedupKey, @Nullable String state, @Nullable String answer) {
        return Json.object(json -> {
            json.writeStringField("key", key);
            if (dedupKey != null) {
                json.writeStringField("dedupKey", dedupKey);
            }
            if (state != null) {
                json.writeStringField("state", state);
                Json.nullable(json, "answer", answer);
            }
        });
    }

    /** The routes. */
    public static String routes(List<RouteView> routes) {
        return Json.object(json -> {
            json.writeArrayFieldStart("routes");
            for (RouteView route : routes) {
                json.writeStartObject();
                fields(json, route);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** A route. */
    public static String route(RouteView route) {
        return Json.object(json -> fields(json, route));
    }

    private static void fields(JsonGenerator json, RouteView route) throws IOException {
        json.writeStringField("id", route.id());
        json.writeStringField("owner", route.owner());
        json.writeStringField("state", route.state());
        json.writeStringField("text", route.text());
    }

    /** The adapters. */
    public static String adapters(List<AdapterView> adapters) {
        return Json.object(json -> {
            json.writeArrayFieldStart("adapters");
            for (AdapterView adapter : adapters) {
                json.writeStartObject();
                json.writeStringField("name", adapter.name());
                json.writeStringField("route", adapter.route());
                json.writeStringField("owner", adapter.owner());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** What an adapter made; problems only when there are any. */
    public static String translation(TranslationView made) {
        return Json.object(json -> {
            json.writeArrayFieldStart("events");
            for (DraftView event : made.events()) {
                json.writeStartObject();
                json.writeStringField("channel", event.channel());
                json.writeStringField("lane", event.lane());
                json.writeStringField("format", event.format());
                json.writeStringField("dedup_key", event.dedupKey());
                json.writeStringField("body", event.body());
                json.writeEndObject();
            }
            json.writeEndArray();
            if (!made.problems().isEmpty()) {
                json.writeArrayFieldStart("errors");
                for (String problem : made.problems()) {
                    json.writeString(problem);
                }
                json.writeEndArray();
            }
            if (made.withoutKey()) {
                json.writeBooleanField("key_is_missing", true);
            }
        });
    }

    /** The plugins. */
    public static String plugins(List<PluginView> plugins) {
        return Json.object(json -> {
            json.writeArrayFieldStart("plugins");
            for (PluginView plugin : plugins) {
                json.writeStartObject();
                json.writeStringField("name", plugin.name());
                json.writeStringField("version", plugin.version());
                json.writeBooleanField("wanted", plugin.wanted());
                json.writeBooleanField("present", plugin.present());
                json.writeStringField("state", plugin.state());
                json.writeStringField("origin", plugin.origin());
                json.writeStringField("text", plugin.text());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** How the agent feels. */
    public static String health(HealthView health) {
        return Json.object(json -> {
            json.writeStringField("state", health.state().name());
            json.writeArrayFieldStart("parts");
            for (HealthView.Part part : health.parts()) {
                json.writeStartObject();
                json.writeStringField("part", part.part());
                json.writeStringField("state", part.state().name());
                json.writeStringField("text", part.text());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** The original's status. It shows the keys in full: its clients find their lane by them. */
    public static String queueStatus(List<LaneView> lanes) {
        return status(lanes, false);
    }

    /** The same with what the Go agent did not say. */
    static String wideStatus(List<LaneView> lanes) {
        return status(lanes, true);
    }

    private static String status(List<LaneView> lanes, boolean wide) {
        return Json.object(json -> {
            json.writeArrayFieldStart("status_items");
            for (LaneView lane : lanes) {
                json.writeStartObject();
                json.writeStringField("routing_key", lane.key());
                json.writeNumberField("pending", lane.waiting());
                json.writeNumberField("success", lane.delivered());
                json.writeNumberField("error", lane.dead());
                if (wide) {
                    json.writeNumberField("dropped", lane.dropped());
                    json.writeStringField("state", lane.state());
                    Json.nullable(json, "oldest_accepted", lane.oldestAccepted());
                    json.writeNumberField("attempts", lane.attempts());
                    Json.nullable(json, "last_error", lane.lastError());
                    Json.nullable(json, "next_try", lane.nextTry());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** The original's answer to a retry. */
    public static String retrying(int events) {
        return Json.object(json -> json.writeStringField("message", "Retrying " + events + " events."));
    }

    /** What was done to a lane. */
    public static String held(String lane, boolean held) {
        return Json.object(json -> {
            json.writeStringField("lane", lane);
            json.writeBooleanField("held", held);
        });
    }

    /** A part of a list of events. */
    public static String events(EventPage page) {
        return Json.object(json -> {
            json.writeArrayFieldStart("events");
            for (EventView event : page.events()) {
                json.writeStartObject();
                head(json, event);
                json.writeEndObject();
            }
            json.writeEndArray();
            Json.nullable(json, "next", page.next());
        });
    }

    /** One event with its body. */
    public static String event(EventView event) {
        return Json.object(json -> {
            head(json, event);
            body(json, event.body(), event.bodyBase64());
        });
    }

    private static void head(JsonGenerator json, EventView event) throws IOException {
        json.writeStringField("key", event.key());
        json.writeNumberField("order", event.order());
        json.writeStringField("state", event.state());
        json.writeStringField("channel", event.channel());
        json.writeStringField("lane", event.lane());
        json.writeStringField("format", event.format());
        json.writeStringField("action", event.action());
        Json.nullable(json, "dedupKey", event.dedupKey());
        Json.nullable(json, "accepted", event.accepted());
        Json.nullable(json, "since", event.since());
        json.writeNumberField("attempts", event.attempts());
        Json.nullable(json, "answer", event.answer());
    }

    private static void body(JsonGenerator json, @Nullable String text, @Nullable String base64) throws IOException {
        if (text != null) {
            json.writeStringField("body", text);
        } else if (base64 != null) {
            json.writeStringField("bodyBase64", base64);
        }
    }

    /** How many events something was done to, for example {@code {"retried":2}}. */
    public static String count(String done, int events) {
        return Json.object(json -> json.writeNumberField(done, events));
    }

    /** What became of an event that was edited. */
    public static String edited(String key, boolean retried) {
        return Json.object(json -> {
            json.writeStringField("key", key);
            json.writeStringField("state", retried ? "WAITING" : "DEAD");
        });
    }

    /** What came of an import. */
    public static String imported(Imported imported) {
        return Json.object(json -> {
            json.writeNumberField("accepted", imported.accepted());
            json.writeArrayFieldStart("refused");
            for (Imported.BadLine bad : imported.refused()) {
                json.writeStartObject();
                json.writeNumberField("line", bad.line());
                json.writeStringField("error", bad.error());
                json.writeEndObject();
            }
            json.writeEndArray();
            if (imported.stoppedAt() > 0) {
                json.writeNumberField("stopped", imported.stoppedAt());
            }
        });
    }

    /** A piece of work that goes on. */
    public static String running(String job) {
        return Json.object(json -> {
            json.writeStringField("state", "RUNNING");
            json.writeStringField("job", job);
        });
    }

    /** A new token, and how long the old one is accepted. */
    public static String rotated(Duration grace) {
        return Json.object(json -> {
            json.writeBooleanField("rotated", true);
            json.writeNumberField("graceSeconds", grace.toSeconds());
        });
    }

    /** A backup. */
    public static String backup(BackupView backup) {
        return Json.object(json -> {
            json.writeStringField("state", "DONE");
            json.writeStringField("directory", backup.directory());
            json.writeNumberField("bytes", backup.bytes());
            json.writeNumberField("millis", backup.took().toMillis());
        });
    }

    /** What a check found. */
    public static String doctor(DoctorView doctor) {
        return Json.object(json -> {
            json.writeStringField("state", "DONE");
            json.writeNumberField("checked", doctor.checked());
            json.writeNumberField("millis", doctor.took().toMillis());
            json.writeArrayFieldStart("findings");
            for (DoctorView.Finding finding : doctor.findings()) {
                json.writeStartObject();
                json.writeStringField("what", finding.what());
                json.writeStringField("consequence", finding.consequence());
                json.writeStringField("remedy", finding.remedy());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
