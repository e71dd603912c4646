// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;

/** What arrived, as lines of JSON: at once, or held until there is something, or as a stream without end. */
final class EventFeed {

    /** The bound on one answer; a client asks on with {@code after}. */
    private static final int MAX_ANSWER = 32 * 1024 * 1024;

    private final Vertx vertx;
    private final Journal journal;

    EventFeed(Vertx vertx, Journal journal) {
        this.vertx = vertx;
        this.journal = journal;
    }

    void answer(HttpServerRequest request) {
        long after = number(request, "after");
        HttpServerResponse response = request.response();
        response.putHeader("Content-Type", "application/x-ndjson").setChunked(true);
        if (request.getParam("follow", "false").equals("true")) {
            follow(response, after);
        } else if (journal.last() > after) {
            response.end(lines(journal.after(after)));
        } else {
            Duration wait = Control.duration(request.getParam("wait", "PT0S"));
            if (wait.toMillis() < 1) {
                response.end();
            } else {
                await(response, after, wait);
            }
        }
    }

    private void follow(HttpServerResponse response, long after) {
        Buffer backlog = lines(journal.after(after));
        if (backlog.length() > MAX_ANSWER) {
            // what the answer has no room for must not be missing in its middle
            response.end(backlog);
            return;
        }
        response.write(backlog);
        Runnable end = journal.watch(received -> {
            // whoever reads too slowly is let go, and asks again with after=
            if (response.writeQueueFull()) {
                response.end();
            } else if (!response.ended()) {
                response.write(ReceivedText.write(received));
            }
        });
        response.closeHandler(closed -> end.run());
        response.endHandler(ended -> end.run());
    }

    private void await(HttpServerResponse response, long after, Duration wait) {
        long timer = vertx.setTimer(wait.toMillis(), late -> response.end());
        Runnable end = journal.watch(received -> {
            if (!response.ended()) {
                vertx.cancelTimer(timer);
                response.end(lines(journal.after(after)));
            }
        });
        response.closeHandler(closed -> {
            vertx.cancelTimer(timer);
            end.run();
        });
        response.endHandler(ended -> end.run());
    }

    private static Buffer lines(List<Received> requests) {
        Buffer lines = Buffer.buffer();
        for (Received received : requests) {
            lines.appendString(ReceivedText.write(received));
            if (lines.length() > MAX_ANSWER) {
                break;
            }
        }
        return lines;
    }

    /** A number of the query; 0 when it is not there. */
    static long number(HttpServerRequest request, String word) {
        try {
            return Long.parseLong(request.getParam(word, "0"));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(word + ": is no number", e);
        }
    }
}
