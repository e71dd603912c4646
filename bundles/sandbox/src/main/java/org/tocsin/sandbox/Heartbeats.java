// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Takes the heartbeats of an agent, as pdagent sends them; the last ones are kept. They are no events. */
final class Heartbeats {

    /** Where pdagent sends them. */
    static final String PATH = "/agent/2014-03-14/heartbeat";

    private static final int KEPT = 100;
    private static final Answer WELCOME = new Answer(200, Map.of(), "{\"heartbeat_interval_secs\":3600}");

    private final Vertx vertx;
    private final Deque<String> last = new ArrayDeque<>();

    Heartbeats(Vertx vertx) {
        this.vertx = vertx;
    }

    void handle(HttpServerRequest request) {
        Exchange exchange = new Exchange(vertx, request);
        if (!HttpMethod.POST.equals(request.method())) {
            exchange.answer(Answer.other(405, "Use POST"));
            return;
        }
        Buffer body = Buffer.buffer();
        boolean[] done = {false};
        request.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > Endpoint.MAX_BODY && !done[0]) {
                done[0] = true;
                request.handler(null);
                request.response().putHeader("Connection", "close");
                exchange.answer(Answer.tooLarge());
            }
        });
        request.endHandler(end -> {
            if (!done[0]) {
                done[0] = true;
                exchange.answer(take(Bytes.of(body.getBytes())));
            }
        });
    }

    private Answer take(Bytes body) {
        try {
            if (JsonText.read(body.toArray()) instanceof Map<?, ?> map && map.get("agent_id") instanceof String) {
                synchronized (last) {
                    if (last.size() == KEPT) {
                        last.removeFirst();
                    }
                    last.addLast(body.text());
                }
                return WELCOME;
            }
        } catch (IOException e) {
            return Answer.invalid(List.of("JSON parse error"));
        }
        return Answer.invalid(List.of("'agent_id' is missing"));
    }

    /** The last ones, oldest first. */
    List<String> last() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }
}
