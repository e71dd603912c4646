// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tocsin.channel.standin.ScriptedServer.http;
import static org.tocsin.channel.standin.ScriptedServer.say;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.HealthPart;
import org.tocsin.api.Outcome;
import org.tocsin.api.Outcome.Delivered;
import org.tocsin.api.Outcome.Rejected;
import org.tocsin.api.Outcome.RetryLater;
import org.tocsin.channel.standin.ScriptedServer;
import org.tocsin.channel.standin.SelfSigned;

/** The route against real sockets. */
public class DeliveryTest {

    private static final String ACCEPTED = http(
            "202 Accepted",
            "Content-Type: application/json\r\n",
            "{\"status\":\"success\",\"message\":\"Event processed\",\"dedup_key\":\"k\"}");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void theBodyGoesOutByteForByteToThePathOfItsFormat() throws Exception {
        try (ScriptedServer api = ScriptedServer.saying(ACCEPTED);
                Delivering way = Delivering.to(api.url())) {
            assertThat(way.deliver("v1")).isEqualTo(new Delivered("HTTP 202 Event processed"));
            way.deliver("v2");
            way.deliver("change");

            assertThat(api.requests)
                    .extracting(ScriptedServer.Request::line)
                    .containsExactly(
                            "POST /generic/2010-04-15/create_event.json HTTP/1.1",
                            "POST /v2/enqueue HTTP/1.1",
                            "POST /v2/change/enqueue HTTP/1.1");
            assertThat(api.requests).extracting(ScriptedServer.Request::body).containsOnly(Delivering.BODY);
            assertThat(api.connections).as("one kept connection").hasValue(1);
            assertThat(api.broken).isEmpty();
        }
    }

    @Test
    public void nothingOfTheExchangeLeavesButTheBody() throws Exception {
        try (ScriptedServer api = ScriptedServer.saying(ACCEPTED);
                Delivering way = Delivering.to(api.url())) {
            Map<String, Object> hostile = Map.of(
                    "CamelHttpUri", "http://127.0.0.1:1/elsewhere",
                    "CamelHttpPath", "/elsewhere",
                    "CamelHttpMethod", "GET",
                    "CamelHttpQuery", "a=b",
                    "Content-Type", "text/plain",
                    "Content-Encoding", "gzip",
                    "TocsinKey", "secret",
                    "Cookie", "a=b",
                    "Authorization", "token secret");
            assertThat(way.deliver("v2", Delivering.BODY, hostile)).isInstanceOf(Delivered.class);

            ScriptedServer.Request sent = api.requests.get(0);
            assertThat(sent.line()).isEqualTo("POST /v2/enqueue HTTP/1.1");
            assertThat(sent.headers())
                    .isEqualTo(Map.of(
                            "host", "127.0.0.1:" + api.port(),
                            "connection", "keep-alive",
                            "content-type", "application/json",
                            "content-length", "" + sent.body().getBytes(java.nio.charset.StandardCharsets.UTF_8).length,
                            "user-agent", "tocsin/1.2.3"));
        }
    }

    @Test
    public void aGatewaysPathGoesBeforeThatOfTheApi() throws Exception {
        try (ScriptedServer api = ScriptedServer.saying(ACCEPTED);
                Delivering way = Delivering.to(api.url() + "/gate/way/")) {
            way.deliver("v2");
            assertThat(api.requests.get(0).line()).isEqualTo("POST /gate/way/v2/enqueue HTTP/1.1");
        }
    }

    @Test
    public void cookiesOfTheAnswerDoNotComeBack() throws Exception {
        try (ScriptedServer api = ScriptedServer.saying(http("202 Accepted", "Set-Cookie: a=b\r\n", ""));
                Delivering way = Delivering.to(api.url())) {
            assertThat(way.deliver("v2")).isEqualTo(new Delivered("HTTP 202"));
            way.deliver("v2");
            assertThat(api.requests)
                    .hasSize(2)
                    .noneMatch(request -> request.headers().containsKey("cookie"));
        }
    }

    @Test
    public void everyStatusIsClassifiedAsTheTableSays() throws Exception {
        AtomicInteger status = new AtomicInteger();
        ScriptedServer.Script saying = (socket, request) -> say(socket, http(status + " Whatever", "", ""));
        try (ScriptedServer api = new ScriptedServer(saying);
                Delivering way = Delivering.to(api.url())) {
            for (status.set(200); status.get() <= 599; status.incrementAndGet()) {
                for (Shape shape : Shape.values()) {
                    assertThat(word(way.deliver(shape.word)))
                            .as("%s of %s", status, shape)
                            .isEqualTo(expected(status.get(), shape));
                }
            }
            assertThat(api.requests).as("one request each").hasSize(400 * Shape.values().length);
            assertThat(counted(way)).isEqualTo(Map.of("2xx", 300L, "3xx", 300L, "4xx", 297L, "429", 3L, "5xx", 300L));
        }
    }

    /** Attempts by what came back. */
    private static Map<String, Long> counted(Delivering way) {
        return way.registry.find("tocsin.pagerduty.attempt").timers().stream()
                .collect(Collectors.toMap(
                        timer -> String.valueOf(timer.getId().getTag("answer")), timer -> timer.count()));
    }

    @Test
    public void anAttemptWithoutAnAnswerIsCountedByItsReason() throws Exception {
        ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        nobody.close();
        try (Delivering way = Delivering.to("http://127.0.0.1:" + nobody.getLocalPort())) {
            way.deliver("v2");
            assertThat(counted(way)).isEqualTo(Map.of("unreachable", 1L));
        }
        try (ScriptedServer closes = new ScriptedServer((socket, request) -> socket.close());
                Delivering way = Delivering.to(closes.url())) {
            way.deliver("v2");
            assertThat(counted(way)).isEqualTo(Map.of("broken", 1L));
        }
    }

    private static String expected(int status, Shape shape) {
        if (status < 300) {
            return "delivered";
        }
        return switch (status) {
            case 400, 413, 422 -> "rejected";
            case 429 -> "throttled";
            case 403 -> shape == Shape.V1 ? "throttled" : "outage";
            default -> "outage";
        };
    }

    private static String word(Outcome outcome) {
        if (outcome instanceof RetryLater later) {
            boolean throttled = later.backoff().initial().equals(Duration.ofSeconds(30))
                    && later.backoff().ceiling().equals(Duration.ofMinutes(2))
                    && !later.backoff().jitter();
            boolean outage = later.backoff().initial().equals(Duration.ofSeconds(1))
                    && later.backoff().ceiling().equals(Duration.ofMinutes(5))
                    && later.backoff().jitter();
            return throttled ? "throttled" : outage ? "outage" : "neither " + later;
        }
        return outcome instanceof Delivered ? "delivered" : "rejected";
    }

    @Test
    public void aRedirectIsNeverFollowed() throws Exception {
        try (ScriptedServer portal = ScriptedServer.saying(http("200 OK", "", "welcome"))) {
            for (String status : List.of("301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent")) {
                String answer = http(status, "Location: " + portal.url() + "/\r\n", "");
                try (ScriptedServer api = ScriptedServer.saying(answer);
                        Delivering way = Delivering.to(api.url())) {
                    assertThat(word(way.deliver("v2"))).as(status).isEqualTo("outage");
                }
            }
            assertThat(portal.requests).isEmpty();
        }
    }

    @Test
    public void aRefusalKeepsTheApisWordsAndNotTheKey() throws Exception {
        String body =
                "{\"status\":\"invalid event\",\"message\":\"Event object is invalid\",\"errors\":[\"'payload.source'"
                        + " is missing or blank\",\"" + Delivering.KEY + " is odd\"]}";
        try (ScriptedServer api = ScriptedServer.saying(http("400 Bad Request", "", body));
                Delivering way = Delivering.to(api.url())) {
            assertThat(way.deliver("v2"))
                    .isEqualTo(new Rejected("HTTP 400 Event object is invalid; 'payload.source' is missing or blank;"
                            + " (key) is odd"));
            assertThat(way.health.health().state()).isEqualTo(HealthPart.State.READY);
        }
    }

    @Test
    public void retryAfterIsTakenWithinBounds() throws Exception {
        Map<String, Duration> table = Map.of(
                "45", Duration.ofSeconds(45),
                "0", Duration.ofSeconds(1),
                "86400", Duration.ofMinutes(5),
                "99999999999999999999999", Duration.ofMinutes(5),
                "Fri, 31 Dec 1999 23:59:59 GMT", Duration.ofSeconds(1),
                "Tue, 31 Dec 2199 23:59:59 GMT", Duration.ofMinutes(5));
        for (Map.Entry<String, Duration> row : table.entrySet()) {
            assertThat(throttled(row.getKey()).after()).as(row.getKey()).isEqualTo(row.getValue());
        }
        for (String nonsense : List.of("-5", "soon", "1e9", "", "4 5", "٣")) {
            assertThat(throttled(nonsense).after()).as(nonsense).isNull();
        }
    }

    private static RetryLater throttled(String retryAfter) throws Exception {
        String answer = http("429 Too Many Requests", "Retry-After: " + retryAfter + "\r\n", "");
        try (ScriptedServer api = ScriptedServer.saying(answer);
                Delivering way = Delivering.to(api.url())) {
            return (RetryLater) way.deliver("v2");
        }
    }

    @Test
    public void whatBreaksIsTriedLaterAndOnlyOnceNow() throws Exception {
        Map<String, ScriptedServer.Script> table = Map.of(
                "closed without an answer", (socket, request) -> socket.close(),
                "reset",
                        (socket, request) -> {
                            socket.setSoLinger(true, 0);
                            socket.close();
                        },
                "half a status line",
                        (socket, request) -> {
                            say(socket, "HTTP/1.1 20");
                            socket.close();
                        },
                "half the headers",
                        (socket, request) -> {
                            say(socket, "HTTP/1.1 202 Accepted\r\nContent-Le");
                            socket.close();
                        },
                "half the body",
                        (socket, request) -> {
                            say(socket, "HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{\"status\"");
                            socket.close();
                        },
                "half a chunk",
                        (socket, request) -> {
                            say(socket, "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nabc");
                            socket.close();
                        },
                "no HTTP",
                        (socket, request) -> {
                            say(socket, "SSH-2.0-OpenSSH\r\n\r\n");
                            socket.close();
                        },
                "an endless header",
                        (socket, request) -> {
                            say(socket, "HTTP/1.1 202 Accepted\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");
                            socket.close();
                        },
                "headers without end",
                        (socket, request) -> {
                            say(socket, "HTTP/1.1 202 Accepted\r\n" + "X: x\r\n".repeat(10_000) + "\r\n");
                            socket.close();
                        });
        for (Map.Entry<String, ScriptedServer.Script> row : table.entrySet()) {
            try (ScriptedServer api = new ScriptedServer(row.getValue());
                    Delivering way = Delivering.to(api.url())) {
                assertThat(word(way.deliver("v2"))).as(row.getKey()).isEqualTo("outage");
                assertThat(api.requests).as(row.getKey()).hasSize(1);
                assertThat(way.health.health().state()).isEqualTo(HealthPart.State.DEGRADED);
                assertThat(way.health.health().text()).contains("127.0.0.1").doesNotContain(Delivering.KEY);
            }
        }
    }

    @Test
    public void aBrokenKeptConnectionSendsNothingTwice() throws Exception {
        ScriptedServer.Script second = (socket, request) -> {
            if (request == 1) {
                say(socket, ACCEPTED);
            } else {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        };
        try (ScriptedServer api = new ScriptedServer(second);
                Delivering way = Delivering.to(api.url())) {
            assertThat(word(way.deliver("v2"))).isEqualTo("delivered");
            assertThat(word(way.deliver("v2"))).isEqualTo("outage");
            assertThat(api.requests).hasSize(2);
        }
    }

    @Test
    public void theDeadlineEndsWhateverHangsOrTrickles() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Map<String, ScriptedServer.Script> table = Map.of(
                "silence", (socket, request) -> over.await(),
                "a trickling header", (socket, request) -> trickle(socket, "HTTP/1.1 202 Accepted\r\nX: ", "x", over),
                "a trickling body",
                        (socket, request) ->
                                trickle(socket, "HTTP/1.1 202 Accepted\r\nContent-Length: 60000\r\n\r\n", "x", over),
                "a flood of interim answers",
                        (socket, request) -> trickle(socket, "", "HTTP/1.1 100 Continue\r\n\r\n", over));
        for (Map.Entry<String, ScriptedServer.Script> row : table.entrySet()) {
            Config config = Configs.with("url", "", "deadline", "PT0.7S", "connectTimeout", "PT2S");
            try (ScriptedServer api = new ScriptedServer(row.getValue());
                    Delivering way = new Delivering(with(config, api.url()))) {
                long start = System.nanoTime();
                Outcome outcome = way.deliver("v2");
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as(row.getKey())
                        .isBetween(Duration.ofMillis(600), Duration.ofSeconds(4));
                assertThat(((RetryLater) outcome).reason())
                        .as(row.getKey())
                        .isEqualTo("127.0.0.1:" + api.port() + ": no complete answer within PT0.7S");
            }
        }
        over.countDown();
    }

    @Test
    public void anInterruptEndsAnAttemptThatWaitsForItsAnswer() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch received = new CountDownLatch(1);
        try (ScriptedServer api = new ScriptedServer((socket, request) -> {
                    received.countDown();
                    over.await();
                });
                Delivering way = new Delivering(Configs.with("url", api.url(), "deadline", "PT30S"))) {
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            Thread lane = new Thread(() -> outcome.complete(way.deliver("v2")), "lane");
            lane.start();
            assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
            lane.interrupt();
            assertThat(((RetryLater) outcome.get(2, TimeUnit.SECONDS)).reason()).contains("told to stop");
        } finally {
            over.countDown();
        }
    }

    @Test
    public void nothingLeavesAnAttemptThatWasToldToStopBeforeItHadAConnection() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch received = new CountDownLatch(1);
        try (ScriptedServer api = new ScriptedServer((socket, request) -> {
                    received.countDown();
                    over.await();
                    say(socket, ACCEPTED);
                });
                Delivering way =
                        new Delivering(Configs.with("url", api.url(), "deadline", "PT30S", "connections", "1"))) {
            Thread first = new Thread(() -> way.deliver("v2"), "first");
            first.start();
            assertThat(received.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            Thread second = new Thread(() -> outcome.complete(way.deliver("v2")), "second");
            second.start();
            second.interrupt();
            assertThat(outcome.get(2, TimeUnit.SECONDS)).isInstanceOf(RetryLater.class);
            over.countDown();
            first.join(10_000);
            assertThat(api.requests).hasSize(1);
        } finally {
            over.countDown();
        }
    }

    private static Config with(Config config, String url) {
        return Configs.with("url", url, "deadline", config.deadline(), "connectTimeout", config.connectTimeout());
    }

    private static void trickle(Socket socket, String start, String drop, CountDownLatch over) throws Exception {
        say(socket, start);
        while (!over.await(50, TimeUnit.MILLISECONDS)) {
            say(socket, drop);
        }
    }

    @Test
    public void aLongAnswerIsCutAndItsConnectionIsNotReadToTheEnd() throws Exception {
        ScriptedServer.Script flood = (socket, request) -> {
            say(socket, "HTTP/1.1 202 Accepted\r\nContent-Length: 2000000000\r\n\r\n");
            while (!socket.isClosed()) {
                say(socket, "x".repeat(10_000));
            }
        };
        try (ScriptedServer api = new ScriptedServer(flood);
                Delivering way = Delivering.to(api.url())) {
            long start = System.nanoTime();
            Delivered outcome = (Delivered) way.deliver("v2");
            assertThat(outcome.answer()).startsWith("HTTP 202 xxx").hasSize(Outcome.MAX_ANSWER_LENGTH);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    public void aCompressedAnswerIsNotUnpacked() throws Exception {
        String headers = "Content-Encoding: gzip\r\nContent-Type: application/x-java-serialized-object\r\n";
        try (ScriptedServer api = ScriptedServer.saying(http("202 Accepted", headers, "\u001b[31mno\ngzip"));
                Delivering way = Delivering.to(api.url())) {
            assertThat(way.deliver("v2")).isEqualTo(new Delivered("HTTP 202 [31mno gzip"));
        }
    }

    @Test
    public void nobodyListeningAndNobodyKnownAreOutages() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (Delivering way = Delivering.to("http://127.0.0.1:" + port)) {
            RetryLater outcome = (RetryLater) way.deliver("v2");
            assertThat(word(outcome)).isEqualTo("outage");
            assertThat(outcome.reason()).startsWith("127.0.0.1:" + port + ": cannot connect");
        }
        try (Delivering way = Delivering.to("https://events.invalid")) {
            RetryLater outcome = (RetryLater) way.deliver("v2");
            assertThat(word(outcome)).isEqualTo("outage");
            assertThat(outcome.reason()).isEqualTo("events.invalid: cannot resolve the host name");
        }
    }

    @Test
    public void tlsThatFailsOrHangsIsAnOutage() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                Delivering way = new Delivering(Configs.with(
                        "url",
                        "https://127.0.0.1:" + plain.getLocalPort(),
                        "deadline",
                        "PT1S",
                        "connectTimeout",
                        "PT9S"))) {
            Future<Outcome> hanging = onOneThread(() -> way.deliver("v2"));
            assertThat(word(hanging.get(6, TimeUnit.SECONDS))).isEqualTo("outage");

            Future<Outcome> broken = onOneThread(() -> way.deliver("v2"));
            plain.accept();
            try (Socket socket = plain.accept()) {
                say(socket, "HTTP/1.1 400 this is not TLS\r\n\r\n");
                RetryLater outcome = (RetryLater) broken.get(6, TimeUnit.SECONDS);
                assertThat(word(outcome)).isEqualTo("outage");
                assertThat(outcome.reason()).contains("TLS failed");
            }
        }
    }

    @Test
    public void aProxyThatRefusesIsAnOutage() throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        try (ScriptedServer proxy = ScriptedServer.saying(http("407 Proxy Authentication Required", "", ""))) {
            ProxySelector.setDefault(
                    ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())));
            try (Delivering way = Delivering.to("https://events.invalid")) {
                assertThat(word(way.deliver("v2"))).isEqualTo("outage");
                assertThat(proxy.requests)
                        .extracting(ScriptedServer.Request::line)
                        .containsExactly("CONNECT events.invalid:443 HTTP/1.1");
                assertThat(proxy.requests.get(0).body()).isEmpty();
            }
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    public void anUnknownAuthorityIsAnOutage() throws Exception {
        try (ServerSocket stranger = SelfSigned.listener(folder.getRoot().toPath());
                Delivering way = Delivering.to("https://127.0.0.1:" + stranger.getLocalPort())) {
            Future<Outcome> attempt = onOneThread(() -> way.deliver("v2"));
            try (Socket socket = stranger.accept()) {
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
            }
            RetryLater outcome = (RetryLater) attempt.get(10, TimeUnit.SECONDS);
            assertThat(word(outcome)).isEqualTo("outage");
            assertThat(outcome.reason()).contains("TLS failed").contains("unable to find valid certification path");
        }
    }

    private static <T> Future<T> onOneThread(java.util.concurrent.Callable<T> work) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<T> future = thread.submit(work);
        thread.shutdown();
        return future;
    }

    @Test
    public void manyLanesAreOnTheWayAtOnce() throws Exception {
        int many = 128;
        CountDownLatch all = new CountDownLatch(many);
        ScriptedServer.Script together = (socket, request) -> {
            all.countDown();
            all.await();
            say(socket, ACCEPTED);
        };
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try (ScriptedServer api = new ScriptedServer(together);
                Delivering way = new Delivering(Configs.with("url", api.url()))) {
            List<Future<Outcome>> under = IntStream.range(0, many)
                    .mapToObj(i -> threads.submit(() -> way.deliver("v2")))
                    .toList();
            for (Future<Outcome> one : under) {
                assertThat(one.get(30, TimeUnit.SECONDS)).isInstanceOf(Delivered.class);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    public void aWrongConfigurationKeepsTheRouteFromStarting() {
        assertThatThrownBy(() -> new Delivering(Configs.with("region", "mars")))
                .hasStackTraceContaining("org.tocsin.pagerduty.cfg: region: 'mars' is not known, use us or eu");
    }

    @Test
    public void aRouteThatWasStoppedDeliversAgainWhenItIsStarted() throws Exception {
        try (ScriptedServer api = ScriptedServer.saying(ACCEPTED);
                Delivering way = Delivering.to(api.url())) {
            assertThat(way.deliver("v2")).isInstanceOf(Outcome.Delivered.class);
            way.camel.getRouteController().stopRoute("pagerduty.deliver");
            way.camel.getRouteController().startRoute("pagerduty.deliver");
            for (Shape shape : Shape.values()) {
                assertThat(way.deliver(shape.word)).isInstanceOf(Outcome.Delivered.class);
            }
            assertThat(api.requests).hasSize(4);
        }
    }

    @Test
    public void anUnknownFormatBecomesADeadLetter() throws Exception {
        try (Delivering way = Delivering.to("http://127.0.0.1:1")) {
            assertThat(way.deliver("v9")).isEqualTo(new Rejected("format: is not known, use v1, v2 or change"));
        }
    }

    @Test
    public void healthTellsOfTheLastAnswer() throws Exception {
        try (ScriptedServer api = ScriptedServer.saying(ACCEPTED);
                Delivering way = Delivering.to(api.url())) {
            String peer = "127.0.0.1:" + api.port();
            assertThat(way.health.health().text()).isEqualTo(peer + ", nothing sent yet");
            way.deliver("v2");
            assertThat(way.health.health())
                    .isEqualTo(new HealthPart.Health(
                            HealthPart.State.READY, peer + ", last answer HTTP 202 Event processed"));
        }
    }

    @Test
    public void whatIsOpenedIsClosed() throws Exception {
        try (ScriptedServer api = ScriptedServer.saying(ACCEPTED)) {
            for (int i = 0; i < 3; i++) {
                try (Delivering way = Delivering.to(api.url())) {
                    way.deliver("v2");
                }
            }
            Awaitility.await("no thread of the plugin is left")
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().startsWith("tocsin-pagerduty")));
        }
    }
}
