// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What arrived: exact bytes, one order, also on disk and over HTTP. */
public class LogTest {

    private static final String PATH = "/v2/enqueue";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void theBytesAreThoseOfTheWire() throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults())) {
            String body =
                    "\t{ \"routing_key\" : \"" + key(1) + "\",\"n\":12345678901234567890.10, \"e\":\"\\u00e9 é\" }\r\n";
            RawHttp.post(sandbox.port(), PATH, body);

            Received received = sandbox.received().get(0);
            assertThat(received.body()).isEqualTo(Bytes.of(body));
            assertThat(received.status()).isEqualTo(400);
            assertThat(received.accepted()).isFalse();
            assertThat(RawHttp.get(sandbox.port(), "/sandbox/events").body())
                    .isEqualTo(ReceivedText.write(received))
                    .contains("\"bodyBase64\":\""
                            + java.util.Base64.getEncoder()
                                    .encodeToString(received.body().toArray()));
        }
    }

    @Test
    public void theFileOutlivesTheSandboxAndATornLineIsCutOff() throws IOException {
        Path log = folder.getRoot().toPath().resolve("events.log");
        List<Received> first;
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().log(log))) {
            RawHttp.post(sandbox.port(), PATH, event(1, 1));
            RawHttp.post(sandbox.port(), PATH, "{broken");
            first = sandbox.received();
        }
        assertThat(Sandbox.readLog(log)).isEqualTo(first).hasSize(2);

        Files.writeString(log, "{\"n\":3,\"at\":\"20", StandardOpenOption.APPEND);
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().log(log))) {
            RawHttp.post(sandbox.port(), PATH, event(1, 3));
            assertThat(sandbox.received()).extracting(Received::n).containsExactly(1L, 2L, 3L);
            assertThat(Sandbox.readLog(log)).isEqualTo(sandbox.received());
        }
    }

    @Test
    public void concurrentSendersGetOneOrderAndEachItsOwn() throws Exception {
        int senders = 8;
        int each = 100;
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults())) {
            ExecutorService pool = Executors.newFixedThreadPool(senders);
            List<Future<?>> running = new ArrayList<>();
            for (int sender = 0; sender < senders; sender++) {
                int lane = sender;
                running.add(pool.submit(() -> {
                    try (RawHttp http = new RawHttp(sandbox.port())) {
                        for (int i = 0; i < each; i++) {
                            assertThat(http.send("POST", PATH, event(lane, i))
                                            .reply()
                                            .status())
                                    .isEqualTo(202);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> sender : running) {
                sender.get(30, TimeUnit.SECONDS);
            }
            pool.shutdown();

            List<Received> all = sandbox.accepted();
            assertThat(all).hasSize(senders * each);
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i).n()).isEqualTo(i + 1);
            }
            for (int sender = 0; sender < senders; sender++) {
                String lane = key(sender);
                assertThat(all.stream().filter(r -> lane.equals(r.key())).map(Received::dedupKey))
                        .containsExactlyElementsOf(java.util.stream.IntStream.range(0, each)
                                .mapToObj(i -> "d" + i)
                                .toList());
            }
        }
    }

    @Test
    public void memoryIsBoundedAndTheFileKeepsAll() throws IOException {
        Path log = folder.getRoot().toPath().resolve("events.log");
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().log(log).keep(2))) {
            for (int i = 0; i < 5; i++) {
                RawHttp.post(sandbox.port(), PATH, event(1, i));
            }
            assertThat(sandbox.received()).extracting(Received::n).containsExactly(4L, 5L);
            assertThat(sandbox.summary().received()).isEqualTo(5);
            assertThat(Sandbox.readLog(log)).hasSize(5);
        }
    }

    @Test
    public void aRequestThatBreaksOffIsLoggedAsSuch() throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults())) {
            try (RawHttp http = new RawHttp(sandbox.port())) {
                http.write("POST " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"half");
            }
            Awaitility.await("the broken request on the log")
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> sandbox.received().size() == 1);
            assertThat(sandbox.received().get(0).failure()).isEqualTo("incomplete");
            assertThat(sandbox.received().get(0).accepted()).isFalse();
        }
    }

    @Test
    public void theRateIsAMinuteThatSlidesAndRefusalsDoNotCount() throws IOException {
        AtomicLong now = new AtomicLong();
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().ratePerMinute(2), Clock.systemUTC(), now::get)) {
            assertThat(status(sandbox, 1)).isEqualTo(202);
            now.addAndGet(Duration.ofSeconds(30).toNanos());
            assertThat(status(sandbox, 1)).isEqualTo(202);
            assertThat(status(sandbox, 1)).isEqualTo(429);
            assertThat(status(sandbox, 2)).isEqualTo(202);
            assertThat(sandbox.received().get(2).failure()).isEqualTo("rate-limit");
            now.addAndGet(Duration.ofSeconds(30).toNanos());
            assertThat(status(sandbox, 1)).isEqualTo(202);
            assertThat(status(sandbox, 1)).isEqualTo(429);
            String v1 = "{\"service_key\":\"" + key(1) + "\",\"event_type\":\"trigger\",\"description\":\"d\"}";
            assertThat(RawHttp.post(sandbox.port(), "/generic/2010-04-15/create_event.json", v1)
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    public void afterCloseNoThreadIsLeftAndThePortIsFree() throws IOException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        int port;
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().controlPort(0))) {
            port = sandbox.port();
            assertThat(status(sandbox, 1)).isEqualTo(202);
        }
        Awaitility.await("the threads of the sandbox end")
                .atMost(Duration.ofSeconds(10))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .noneMatch(thread -> thread.getName().startsWith("vert.x")));
        Sandbox.start(SandboxOptions.defaults().port(port)).close();
    }

    private static int status(Sandbox sandbox, int lane) throws IOException {
        return RawHttp.post(sandbox.port(), PATH, event(lane, 0)).status();
    }

    private static String event(int lane, int number) {
        return "{\"routing_key\":\"" + key(lane) + "\",\"event_action\":\"resolve\",\"dedup_key\":\"d" + number + "\"}";
    }

    private static String key(int lane) {
        return String.format(Locale.ROOT, "%032d", lane);
    }
}
