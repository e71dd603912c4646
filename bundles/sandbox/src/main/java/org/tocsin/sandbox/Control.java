// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The control API under /sandbox, for loopback only. Refusals are plain text that names the remedy. */
final class Control {

    private static final String HELP = """
            GET    /sandbox/events?after=N[&wait=PT10S][&follow=true]   what arrived, a line of JSON each
            GET    /sandbox/summary                                     the figures
            GET    /sandbox/plan                                        the failures that are to come
            POST   /sandbox/plan?fail=503&times=3[&key=KEY]             fail: a status, hang, reset, reset-before,
                                                                        close, lost, trickle, delay, redirect
            POST   /sandbox/clear                                       no more failures; what hangs is closed
            POST   /sandbox/down?for=PT5S                               refuse connections for that long
            POST   /sandbox/up                                          (on the control port) take them again
            """;

    private final Sandbox sandbox;
    private final EventFeed feed;
    private final boolean ownPort;

    /** @param ownPort whether this stays reachable when the sandbox is down */
    Control(Sandbox sandbox, EventFeed feed, boolean ownPort) {
        this.sandbox = sandbox;
        this.feed = feed;
        this.ownPort = ownPort;
    }

    static boolean owns(String path) {
        return path.equals("/sandbox") || path.startsWith("/sandbox/");
    }

    void handle(HttpServerRequest request) {
        try {
            if (!InetAddress.getByName(request.remoteAddress().hostAddress()).isLoopbackAddress()) {
                refuse(request, 403, "the control API answers on loopback only");
            } else {
                request.resume();
                act(request);
            }
        } catch (IllegalArgumentException | UnknownHostException e) {
            refuse(request, 400, String.valueOf(e.getMessage()));
        }
    }

    private void act(HttpServerRequest request) {
        switch (request.method().name() + " " + request.path()) {
            case "GET /sandbox" -> text(request, HELP);
            case "GET /sandbox/events" -> feed.answer(request);
            case "GET /sandbox/summary" -> json(request, sandbox.summary().json());
            case "GET /sandbox/plan" -> json(request, Summary.plans(sandbox.plans()));
            case "POST /sandbox/plan" -> {
                sandbox.plan(Plan.of(words(request)));
                json(request, Summary.plans(sandbox.plans()));
            }
            case "POST /sandbox/clear", "DELETE /sandbox/plan" -> {
                sandbox.clear();
                text(request, "clear\n");
            }
            case "POST /sandbox/down" -> down(request);
            case "POST /sandbox/up" -> {
                sandbox.raise();
                text(request, "up\n");
            }
            default -> {
                if (request.path().equals("/sandbox/redirected")) {
                    sandbox.countRedirected();
                    text(request, "You followed a redirect.\n");
                } else {
                    refuse(request, 404, "no such command, GET /sandbox lists them");
                }
            }
        }
    }

    private void down(HttpServerRequest request) {
        String length = request.getParam("for", "");
        if (length.isEmpty() && !ownPort) {
            throw new IllegalArgumentException("for: is missing, say for how long as in for=PT5S, since this port goes"
                    + " down too (or use the control port)");
        }
        Duration pause = length.isEmpty() ? Duration.ZERO : duration(length);
        // the answer goes out first, then the listener closes
        request.response().end("down\n").onComplete(sent -> sandbox.drop(pause));
    }

    static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(text + ": is no duration, give it as in PT5S", e);
        }
    }

    private static Map<String, String> words(HttpServerRequest request) {
        Map<String, String> words = new LinkedHashMap<>();
        request.params().forEach(word -> words.put(word.getKey(), word.getValue()));
        return words;
    }

    private static void text(HttpServerRequest request, String text) {
        request.response()
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(text);
    }

    private static void json(HttpServerRequest request, String text) {
        request.response().putHeader("Content-Type", "application/json").end(text + "\n");
    }

    private static void refuse(HttpServerRequest request, int status, String text) {
        HttpServerResponse response = request.response().setStatusCode(status);
        response.putHeader("Content-Type", "text/plain; charset=utf-8").end(text + "\n");
    }
}
