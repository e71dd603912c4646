// SPDX-License-Identifier: Apache-2.0
package org.tocsin.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tocsin.api.QueueControl;
import org.tocsin.api.http.HttpReply;
import org.tocsin.http.local.LocalRoutes;
import org.tocsin.pagerduty.EventsApiRoutes;

/**
 * The door gets requests that no program sends: read and answered in this process ({@code call}), or over a real socket
 * ({@code socket}). It answers in one of its ways, and what it lets in is within PagerDuty's limits.
 */
public final class DoorFuzz {

    private static final Set<Integer> ANSWERS = Set.of(200, 202, 400, 401, 403, 404, 405, 413);

    /** Of the listener itself: of a head that is too long, a request that does not end, one that cannot be understood. */
    private static final Set<Integer> OF_THE_LISTENER = Set.of(100, 408, 414, 415, 417, 421, 426, 431, 501, 505);

    private static final int UNAUTHORIZED = 401;
    /** The protocol is what the request calls it. */
    private static final Pattern HEAD =
            Pattern.compile("[^/\\s]+/\\d+\\.\\d+ (\\d{3}) .*?\\r\\n\\r\\n", Pattern.DOTALL);

    private static final Pattern LENGTH = Pattern.compile("(?i)\\ncontent-length: (\\d+)");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 10;

    private static final House HOUSE = new House();
    private static int port;

    private DoorFuzz() {}

    /** By Jazzer. */
    public static void fuzzerInitialize(String[] arguments) {
        HOUSE.with(Tool.asTheyAre());
        HOUSE.with(
                LocalRoutes.over(HOUSE, nothing(), List.of(Judge.PAGERDUTY, Judge.INPUTS), HOUSE.adapters()).stream());
        HOUSE.with(Stream.of(new EventsApiRoutes()));
        port = arguments[0].equals("socket") ? HOUSE.door.listen() : 0;
    }

    /** By Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException, InterruptedException {
        Call call = Call.of(bytes);
        if (port == 0) {
            answered(call);
        } else {
            sent(call);
        }
        HOUSE.look();
    }

    private static void answered(Call call) throws InterruptedException {
        HttpReply reply;
        try {
            reply = HOUSE.door
                    .answer(
                            call.method(),
                            call.uri(),
                            call.headers(),
                            call.body().toBytes())
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new Finding("the path's owner failed on " + call, e);
        } catch (TimeoutException e) {
            throw new Finding("no answer to " + call, e);
        }
        String body = reply.body().utf8();
        boolean missing = reply.status() == 503 && body.contains("is not there");
        if (!ANSWERS.contains(reply.status()) && !missing) {
            throw new Finding(reply.status() + " to " + call + ": " + body);
        }
        for (String line : body.split("\n", -1)) {
            if (!line.isEmpty()) {
                told(line, reply.status());
            }
        }
    }

    /** Each answer, and each line of one to many events, is a JSON object; a refusal says of which field. */
    private static void told(String line, int status) {
        JsonNode answer;
        try {
            answer = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new Finding("no JSON: " + line, e);
        }
        int inside = answer.path("status").asInt(status);
        if (inside != 503 && !ANSWERS.contains(inside)) {
            throw new Finding("a line with " + line);
        }
        for (JsonNode error : answer.path("errors")) {
            if (status != UNAUTHORIZED) { // in go-pdagent's own words
                Judge.refused(error.asText());
            }
        }
        if (status >= 400 && answer.path("errors").isEmpty()) {
            throw new Finding(status + " without a reason: " + line);
        }
    }

    private static void sent(Call call) throws IOException {
        byte[] answer;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
            OutputStream out = socket.getOutputStream();
            out.write(call.onTheWire());
            out.flush();
            InputStream in = socket.getInputStream();
            answer = in.readAllBytes();
        } catch (SocketException reset) {
            return; // closed while we were still sending: that is an answer, too
        }
        String rest = new String(answer, StandardCharsets.ISO_8859_1);
        for (boolean first = true; !rest.isEmpty(); first = false) {
            Matcher head = HEAD.matcher(rest);
            if (!head.lookingAt()) {
                throw new Finding("no answer of HTTP: " + rest);
            }
            int status = Integer.parseInt(head.group(1));
            Matcher length = LENGTH.matcher(head.group());
            // what cannot be read has no method, and so its answer has a body
            boolean bare = first && call.method().equals("HEAD") && !rest.startsWith("{", head.end());
            boolean hasBody = length.find() && !bare;
            int end = Math.min(rest.length(), head.end() + (hasBody ? Integer.parseInt(length.group(1)) : 0));
            boolean missing = status == 503 && rest.substring(0, end).contains("is not there");
            if (!ANSWERS.contains(status) && !OF_THE_LISTENER.contains(status) && !missing) {
                throw new Finding(status + " to " + call + ": " + rest);
            }
            rest = rest.substring(end);
        }
    }

    /** Nothing waits on the queue. */
    private static QueueControl nothing() {
        return (QueueControl) Proxy.newProxyInstance(
                DoorFuzz.class.getClassLoader(), new Class<?>[] {QueueControl.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("list")) {
                        return List.of();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
