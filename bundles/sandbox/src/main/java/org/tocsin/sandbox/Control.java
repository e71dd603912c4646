// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The control API under /sandbox, and the page over it; for loopback only, and for no other page in a browser there.
 * Refusals are plain text that names the remedy.
 */
final class Control {

    static final String ROOT = "/sandbox";

    private static final String HELP = """
            GET    /sandbox                                             in a browser: the page
            GET    /sandbox/events?after=N[&wait=PT10S][&follow=true]   what arrived, a line of JSON each
            GET    /sandbox/events/N                                    one of them with its answer, laid out
            GET    /sandbox/events/N/body                               its exact bytes
            GET    /sandbox/summary                                     the figures
            GET    /sandbox/plan                                        the failures that are to come
            POST   /sandbox/plan?fail=503&times=3[&key=KEY|&lane=ID]    fail: a status, hang, reset, reset-before,
                                                                        close, lost, trickle, delay, redirect
            POST   /sandbox/clear[?lane=ID]                             no more failures; what hangs is closed
            POST   /sandbox/forget                                      forgets what arrived
            POST   /sandbox/down?for=PT5S                               refuse connections for that long
            POST   /sandbox/up                                          (on the control port) take them again
            """;

    private static final Pattern ONE_EVENT = Pattern.compile(ROOT + "/events/(\\d{1,18})(/body)?");

    private final Sandbox sandbox;
    private final Doors doors;
    private final boolean ownPort;

    /**
     * What is behind it.
     *
     * @param guard keeps other pages out
     * @param page the page's files
     * @param events what arrived, for programs
     * @param feed what the page shows
     * @param journal what arrived
     */
    record Doors(BrowserGuard guard, Page page, EventFeed events, PageFeed feed, Journal journal) {}

    /** @param ownPort whether this stays reachable when the sandbox is down */
    Control(Sandbox sandbox, Doors doors, boolean ownPort) {
        this.sandbox = sandbox;
        this.doors = doors;
        this.ownPort = ownPort;
    }

    static boolean owns(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    void handle(HttpServerRequest request) {
        Page.protect(request.response());
        try {
            if (!InetAddress.getByName(request.remoteAddress().hostAddress()).isLoopbackAddress()) {
                refuse(request, 403, "the control API answers on loopback only");
            } else if (request.path().equals(ROOT + "/redirected")) {
                // a sender comes here, with whatever it sends
                request.resume();
                sandbox.countRedirected();
                text(request, "You followed a redirect.\n");
            } else {
                guarded(request);
            }
        } catch (IllegalArgumentException | UnknownHostException e) {
            refuse(request, 400, String.valueOf(e.getMessage()));
        }
    }

    private void guarded(HttpServerRequest request) {
        BrowserGuard.Refusal refusal = doors.guard().refusal(request);
        if (refusal != null) {
            refuse(request, refusal.status(), refusal.text());
        } else if (request.method().name().equals("GET")) {
            request.resume();
            show(request);
        } else {
            Order.read(request, words -> change(request, words), wrong -> refuse(request, 400, wrong));
        }
    }

    private void show(HttpServerRequest request) {
        switch (request.path()) {
            case ROOT -> {
                if (Page.wanted(request)) {
                    doors.page().html(request);
                } else {
                    text(request, HELP);
                }
            }
            case ROOT + "/help" -> text(request, HELP);
            case ROOT + "/page.js" -> doors.page().script(request);
            case ROOT + "/page.css" -> doors.page().style(request);
            case ROOT + "/feed" -> doors.feed().answer(request, ownPort);
            case ROOT + "/events" -> doors.events().answer(request);
            case ROOT + "/summary" -> json(request, sandbox.summary().json());
            case ROOT + "/plan" -> json(request, Summary.plans(sandbox.plans()));
            default -> one(request);
        }
    }

    private void one(HttpServerRequest request) {
        Matcher path = ONE_EVENT.matcher(request.path());
        if (!path.matches()) {
            unknown(request);
            return;
        }
        Arrival arrival = doors.journal().get(Long.parseLong(path.group(1))).orElse(null);
        if (arrival == null) {
            refuse(request, 404, "no event of that number is kept, the newest are");
        } else if (path.group(2) == null) {
            json(request, ArrivalText.whole(arrival));
        } else {
            request.response()
                    .putHeader("Content-Type", "application/octet-stream")
                    .putHeader("Content-Disposition", "attachment; filename=event-" + path.group(1) + ".json")
                    .end(Buffer.buffer(arrival.received().body().toArray()));
        }
    }

    private void change(HttpServerRequest request, Map<String, String> words) {
        switch (request.method().name() + " " + request.path()) {
            case "POST " + ROOT + "/plan" -> {
                sandbox.plan(Plan.of(keyed(words)));
                json(request, Summary.plans(sandbox.plans()));
            }
            case "POST " + ROOT + "/clear", "DELETE " + ROOT + "/plan" -> {
                String key = keyed(words).get("key");
                if (key == null) {
                    sandbox.clear();
                } else {
                    sandbox.clear(key);
                }
                text(request, "clear\n");
            }
            case "POST " + ROOT + "/forget" -> {
                sandbox.forget();
                text(request, "forgotten\n");
            }
            case "POST " + ROOT + "/down" -> down(request, words.getOrDefault("for", ""));
            case "POST " + ROOT + "/up" -> {
                sandbox.raise();
                text(request, "up\n");
            }
            default -> unknown(request);
        }
    }

    private void down(HttpServerRequest request, String length) {
        if (length.isEmpty() && !ownPort) {
            throw new IllegalArgumentException("for: is missing, say for how long as in for=PT5S, since this port goes"
                    + " down too (or use the control port)");
        }
        Duration pause = length.isEmpty() ? Duration.ZERO : duration(length);
        // the answer goes out first, then the listener closes
        request.response().end("down\n").onComplete(sent -> sandbox.drop(pause));
    }

    /** The same words with the key of a lane in the place of its id. */
    private Map<String, String> keyed(Map<String, String> words) {
        String lane = words.get("lane");
        if (lane == null) {
            return words;
        }
        String key = doors.journal().lanes().stream()
                .filter(figures -> figures.id().equals(lane))
                .flatMap(figures -> Stream.ofNullable(figures.key()))
                .findFirst()
                .orElse(null);
        if (key == null) {
            throw new IllegalArgumentException("lane: nothing has arrived of such a one, give its key instead");
        }
        Map<String, String> keyed = new LinkedHashMap<>(words);
        keyed.remove("lane");
        keyed.put("key", key);
        return keyed;
    }

    static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(text + ": is no duration, give it as in PT5S", e);
        }
    }

    private static void unknown(HttpServerRequest request) {
        refuse(request, 404, "no such command, GET /sandbox/help lists them");
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
        request.resume();
        HttpServerResponse response = request.response().setStatusCode(status);
        response.putHeader("Content-Type", "text/plain; charset=utf-8").end(text + "\n");
    }
}
