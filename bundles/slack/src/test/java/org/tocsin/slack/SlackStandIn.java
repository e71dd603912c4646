// SPDX-License-Identifier: Apache-2.0
package org.tocsin.slack;

import static org.tocsin.channel.standin.ScriptedServer.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.channel.standin.ScriptedServer;

/** An incoming webhook as Slack documents it: one message a second, JSON with a text of at most 40,000 characters. */
final class SlackStandIn implements AutoCloseable {

    static final String SECRET = "XXXXXXXXXXXXXXXXXXXXXXXX";

    private static final String PATH = "/services/T00000000/B00000000/" + SECRET;
    private static final int LONGEST = 40_000;
    private static final long SECOND = 1_000_000_000L;

    final List<JsonNode> posted = new CopyOnWriteArrayList<>();
    volatile int throttled;
    /** A status and a word to answer with; null: what the limits say. */
    volatile @Nullable String answer;

    private final ScriptedServer server = new ScriptedServer(this::answer);
    private final LongSupplier nanoTime;
    private long last;

    /** @param nanoTime by which a second is measured */
    SlackStandIn(LongSupplier nanoTime) throws IOException {
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong() - SECOND;
    }

    String url() {
        return server.url() + PATH;
    }

    List<String> texts() {
        return posted.stream().map(message -> message.path("text").asText()).toList();
    }

    /** Somebody else's message. */
    synchronized void post(String text) {
        last = nanoTime.getAsLong();
    }

    private void answer(Socket socket, int request) throws Exception {
        ScriptedServer.say(socket, ruling(server.requests.get(request - 1)));
    }

    private synchronized String ruling(ScriptedServer.Request request) throws IOException {
        if (answer != null) {
            String[] parts = answer.split(" ", 2);
            return http(parts[0] + " X", "", parts[1] + " " + PATH);
        }
        if (!request.line().equals("POST " + PATH + " HTTP/1.1")) {
            return http("404 Not Found", "", "no_service");
        }
        long now = nanoTime.getAsLong();
        if (now - last < SECOND) {
            throttled++;
            return http("429 Too Many Requests", "Retry-After: 1\r\n", "rate_limited");
        }
        last = now;
        JsonNode message = new ObjectMapper().readTree(request.body());
        String text = message.path("text").asText("");
        if (!request.headers().getOrDefault("content-type", "").startsWith("application/json")
                || text.isEmpty()
                || text.codePointCount(0, text.length()) > LONGEST) {
            return http("400 Bad Request", "", text.isEmpty() ? "no_text" : "invalid_payload");
        }
        posted.add(message);
        return http("200 OK", "Content-Type: text/html\r\n", "ok");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
