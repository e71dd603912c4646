// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What the page shows, in one answer: at once when it is news for the reader, else held until there is some. However
 * much arrives, an answer has a bounded number of events and lanes: the newest.
 */
final class PageFeed {

    private static final int MAX_EVENTS = 200;
    private static final int MAX_LANES = 100;
    private static final Duration MAX_WAIT = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final Sandbox sandbox;
    private final Journal journal;
    private final Pulse pulse;

    PageFeed(Vertx vertx, Sandbox sandbox, Journal journal, Pulse pulse) {
        this.vertx = vertx;
        this.sandbox = sandbox;
        this.journal = journal;
        this.pulse = pulse;
    }

    /** @param ownPort whether the page stays reachable when the sandbox is down */
    void answer(HttpServerRequest request, boolean ownPort) {
        Query query = new Query(EventFeed.number(request, "after"), request.getParam("lane", ""), ownPort);
        long seen = EventFeed.number(request, "seen");
        Duration wait = Control.duration(request.getParam("wait", "PT0S"));
        HttpServerResponse response = request.response().putHeader("Content-Type", "application/json");
        if (seen != pulse.now() || wait.toMillis() < 1) {
            response.end(write(query));
        } else {
            await(response, query, wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait);
        }
    }

    private record Query(long after, String lane, boolean ownPort) {
        boolean fits(Arrival arrival) {
            return lane.isEmpty() || lane.equals(arrival.lane());
        }
    }

    private void await(HttpServerResponse response, Query query, Duration wait) {
        long timer = vertx.setTimer(wait.toMillis(), late -> response.end(write(query)));
        Runnable end = pulse.watch(() -> {
            if (!response.ended()) {
                response.end(write(query));
            }
        });
        response.closeHandler(closed -> {
            vertx.cancelTimer(timer);
            end.run();
        });
        response.endHandler(ended -> {
            vertx.cancelTimer(timer);
            end.run();
        });
    }

    private String write(Query query) {
        return JsonText.write(out -> {
            out.writeStartObject();
            out.writeNumberField("run", pulse.run());
            out.writeNumberField("seen", pulse.now());
            out.writeBooleanField("ownPort", query.ownPort());
            out.writeBooleanField("up", sandbox.summary().up());
            figures(out);
            plans(out);
            lanes(out);
            events(out, query);
            out.writeEndObject();
        });
    }

    private void figures(JsonGenerator out) throws IOException {
        Figures figures = journal.figures();
        out.writeNumberField("received", figures.received());
        out.writeNumberField("accepted", figures.accepted());
        out.writeNumberField("repeated", figures.repeated());
        out.writeNumberField("first", journal.first());
        out.writeNumberField("last", journal.last());
    }

    private void plans(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("plans");
        for (Plan plan : sandbox.plans()) {
            out.writeStartObject();
            out.writeStringField("text", plan.failure().text());
            out.writeStringField("lane", plan.key() == null ? "" : LaneTally.id(plan.key()));
            out.writeStringField("key", plan.key() == null ? "" : Received.shorten(plan.key()));
            out.writeNumberField("times", plan.times());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void lanes(JsonGenerator out) throws IOException {
        List<LaneTally.LaneFigures> lanes = journal.lanes();
        out.writeNumberField("moreLanes", Math.max(0, lanes.size() - MAX_LANES));
        out.writeArrayFieldStart("lanes");
        for (LaneTally.LaneFigures lane : lanes.subList(0, Math.min(lanes.size(), MAX_LANES))) {
            out.writeStartObject();
            out.writeStringField("lane", lane.id());
            out.writeStringField("key", Received.shorten(lane.key()));
            out.writeNumberField("received", lane.received());
            out.writeNumberField("accepted", lane.accepted());
            out.writeNumberField("repeated", lane.repeated());
            out.writeNumberField("last", lane.last());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void events(JsonGenerator out, Query query) throws IOException {
        out.writeArrayFieldStart("events");
        for (Arrival arrival : journal.newest(query.after(), MAX_EVENTS, query::fits)) {
            out.writeStartObject();
            ArrivalText.line(arrival, out);
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
