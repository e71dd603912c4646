// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.channel.standin.ScriptedServer.http;
import static org.tocsin.channel.standin.ScriptedServer.say;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.tocsin.api.Outcome;
import org.tocsin.api.Outcome.Delivered;
import org.tocsin.api.Outcome.RetryLater;
import org.tocsin.channel.standin.ScriptedServer;

/** What else can happen on the way, over real sockets; each once, and what it means for the event. */
public class WireFaultTest {

    private static final String ACCEPTED = http("202 Accepted", "", "");
    private static final String LARGE =
            "{\"routing_key\":\"" + Delivering.KEY + "\",\"x\":\"" + "ü".repeat(200_000) + "\"}";

    @Test
    public void aRepeatIsTheSameToTheByteWhateverCameBefore() throws Exception {
        List<String> before = List.of(
                http("429 Too Many Requests", "Retry-After: 1\r\n", ""),
                http("403 Forbidden", "", ""),
                http("500 Oops", "Connection: close\r\n", "{\"status\":\"error\"}"),
                http("503 Unavailable", "", "<html>"),
                http("307 Elsewhere", "Location: /x\r\n", ""),
                "HTTP/1.1 202 Accepted\r\nContent-Length: 9\r\n\r\nhalf",
                "");
        ScriptedServer.Script script = (socket, request) -> {
            say(socket, request <= before.size() ? before.get(request - 1) : ACCEPTED);
            if (request == before.size() || request == before.size() - 1) {
                socket.close();
            }
        };
        try (ScriptedServer api = new ScriptedServer(script);
                Delivering way = Delivering.to(api.url())) {
            for (String answer : before) {
                assertThat(way.deliver("v2", LARGE, Map.of())).as(answer).isInstanceOf(RetryLater.class);
            }
            assertThat(way.deliver("v2", LARGE, Map.of())).isInstanceOf(Delivered.class);
            assertThat(api.requests).hasSize(before.size() + 1);
            assertThat(api.requests).extracting(ScriptedServer.Request::body).containsOnly(LARGE);
            assertThat(api.requests).extracting(ScriptedServer.Request::line).containsOnly("POST /v2/enqueue HTTP/1.1");
        }
    }

    @Test
    public void aStatusThatNobodyHasDefinedIsAnOutage() throws Exception {
        for (String status : List.of("600 Odd", "700 Odder", "999 No")) {
            try (ScriptedServer api = ScriptedServer.saying(http(status, "", ""));
                    Delivering way = Delivering.to(api.url())) {
                assertThat(way.deliver("v2")).as(status).isInstanceOf(RetryLater.class);
                assertThat(api.requests).as(status).hasSize(1);
            }
        }
    }

    @Test
    public void whoWantsToKnowWhoAsksIsNotTold() throws Exception {
        String challenges = "WWW-Authenticate: Basic realm=\"x\"\r\nWWW-Authenticate: Digest broken\r\n";
        for (String status : List.of("401 Unauthorized", "407 Proxy Authentication Required")) {
            try (ScriptedServer api =
                            ScriptedServer.saying(http(status, challenges + challenges.replace("WWW", "Proxy"), ""));
                    Delivering way = Delivering.to(api.url())) {
                assertThat(way.deliver("v2")).as(status).isInstanceOf(RetryLater.class);
                assertThat(api.requests).as(status).hasSize(1);
                assertThat(api.requests.get(0).headers()).doesNotContainKeys("authorization", "proxy-authorization");
            }
        }
    }

    @Test
    public void aResetInTheMiddleOfTheBodyIsAnOutage() throws Exception {
        try (ServerSocket api = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                Delivering way = Delivering.to("http://127.0.0.1:" + api.getLocalPort())) {
            Future<Outcome> attempt = onOneThread(() -> way.deliver("v2", LARGE, Map.of()));
            try (Socket socket = api.accept()) {
                assertThat(socket.getInputStream().readNBytes(1_000)).hasSize(1_000);
                socket.setSoLinger(true, 0);
            }
            assertThat(attempt.get(10, TimeUnit.SECONDS)).isInstanceOf(RetryLater.class);
        }
    }

    @Test
    public void aHostThatConnectsAndNeverReadsIsLeftAtTheDeadline() throws Exception {
        // the kernel connects; nobody accepts
        try (ServerSocket api = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                Delivering way = new Delivering(
                        Configs.with("url", "http://127.0.0.1:" + api.getLocalPort(), "deadline", "PT0.5S"))) {
            Future<Outcome> attempt = onOneThread(() -> way.deliver("v2", LARGE.repeat(20), Map.of()));
            assertThat(((RetryLater) attempt.get(10, TimeUnit.SECONDS)).reason())
                    .endsWith("no complete answer within PT0.5S");
        }
    }

    @Test
    public void aKeptConnectionThatHasDiedSilentlyCostsOneAttempt() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        ScriptedServer.Script script = (socket, request) -> {
            if (request == 2) {
                over.await();
            }
            say(socket, ACCEPTED);
        };
        try (ScriptedServer api = new ScriptedServer(script);
                Delivering way = new Delivering(Configs.with("url", api.url(), "deadline", "PT1S"))) {
            assertThat(way.deliver("v2")).isInstanceOf(Delivered.class);
            assertThat(((RetryLater) way.deliver("v2")).reason()).contains("no complete answer");
            assertThat(way.deliver("v2")).isInstanceOf(Delivered.class);
            assertThat(api.connections).as("the dead one is not used again").hasValue(2);
        } finally {
            over.countDown();
        }
    }

    private static <T> Future<T> onOneThread(Callable<T> work) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<T> future = thread.submit(work);
        thread.shutdown();
        return future;
    }
}
