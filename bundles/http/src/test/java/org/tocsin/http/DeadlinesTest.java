// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.api.http.HttpDoor.Credential;
import org.tocsin.api.http.HttpReply;
import org.tocsin.http.Caller.Answer;

/** Nobody holds anything for longer than is set. */
public final class DeadlinesTest {

    private static final Duration READ = Duration.ofMillis(400);
    private static final Duration IDLE = Duration.ofMillis(700);
    private static final Duration ANSWER = Duration.ofMillis(1_500);

    @Rule
    public final Doorway door =
            new Doorway(new Settings(Address.parse("127.0.0.1:0"), 1, 2, 2, 150_000, 16_384, READ, IDLE, ANSWER));

    @Test
    public void aClientThatDripsItsHeadersIsClosed() throws Exception {
        try (Caller caller = door.call()) {
            caller.send("GET /open HTTP/1.1\r\nHost: localhost\r\n");
            Thread drip = drip(caller);

            await("the connection is closed although bytes keep coming")
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> !drip.isAlive());
            drip.join();
        }
    }

    @Test
    public void aBodyThatDoesNotComeIs408AndTheConnectionEnds() {
        try (Caller caller = door.call()) {
            caller.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nAuthorization: token " + Doorway.TOKEN
                    + "\r\nContent-Length: 10\r\n\r\nabc");
            Answer answer = caller.answer();

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(caller.isClosed()).isTrue();
        }
    }

    @Test
    public void anIdleConnectionIsClosed() {
        try (Caller caller = door.call()) {
            assertThat(caller.get("/open").answer().status()).isEqualTo(200);
            assertThat(caller.isClosed()).isTrue();
        }
    }

    @Test
    public void whoWaitsForAnAnswerIsNotIdle() {
        CompletableFuture<HttpReply> slow = new CompletableFuture<>();
        slow.completeOnTimeout(HttpReply.text(200, "done"), 1_000, TimeUnit.MILLISECONDS);
        door.open("/slow", Credential.LOOPBACK, request -> slow, "GET");
        try (Caller caller = door.call()) {
            assertThat(caller.get("/slow").answer().body()).isEqualTo("done");
        }
    }

    @Test
    public void anAnswerThatDoesNotComeIs504AndDoesNotSayThatNothingWasKept() {
        CompletableFuture<HttpReply> never = new CompletableFuture<>();
        door.open("/never", Credential.LOOPBACK, request -> never, "GET");
        try (Caller caller = door.call()) {
            Answer answer = caller.get("/never").answer();
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.header("Retry-After")).isEmpty();
            assertThat(answer.body())
                    .isEqualTo("{\"errors\":[\"agent: is late, and it is not known whether the event was kept;"
                            + " send it again under the same Idempotency-Key, else only if it has a dedup key\"]}");
            assertThat(caller.get("/open").answer().status())
                    .as("the connection lives on")
                    .isEqualTo(200);
            never.complete(HttpReply.text(200, "too late"));
            assertThat(caller.get("/open").answer().body()).startsWith("GET /open");
        }
    }

    @Test
    public void moreRequestsThanTheBoundAre503AndTheirPlacesComeBack() throws Exception {
        CompletableFuture<HttpReply> held = new CompletableFuture<>();
        CountDownLatch inside = new CountDownLatch(2);
        door.open(
                "/held",
                Credential.LOOPBACK,
                request -> {
                    inside.countDown();
                    return held;
                },
                "GET");
        try (Caller one = door.call();
                Caller two = door.call()) {
            one.send(Caller.getText("/held") + Caller.getText("/open"));
            two.get("/held");
            assertThat(inside.await(5, TimeUnit.SECONDS)).isTrue();
            try (Caller three = door.call()) {
                Answer answer = three.get("/open").answer();
                assertThat(answer.status()).as("a third connection").isEqualTo(503);
                assertThat(answer.header("Retry-After")).isEqualTo("1");
                assertThat(three.isClosed()).isTrue();
            }
            held.complete(HttpReply.text(200, "ok"));
            assertThat(one.answer().body()).isEqualTo("ok");
            assertThat(one.answer().status()).isEqualTo(200);
            assertThat(two.answer().body()).isEqualTo("ok");
            assertThat(two.get("/open").answer().status()).isEqualTo(200);
        }
    }

    @Test
    public void moreBytesThanTheBoundAre503() throws Exception {
        CompletableFuture<HttpReply> held = new CompletableFuture<>();
        CountDownLatch inside = new CountDownLatch(1);
        door.open(
                "/held",
                Credential.TOKEN,
                request -> {
                    inside.countDown();
                    return held;
                },
                "POST");
        String large = "x".repeat(Doorway.MAX_BODY);
        try (Caller one = door.call();
                Caller two = door.call()) {
            one.post("/held", large);
            assertThat(inside.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(two.post("/echo", large).answer().status()).isEqualTo(503);
            held.complete(HttpReply.text(200, "ok"));
            assertThat(one.answer().status()).isEqualTo(200);
            assertThat(two.post("/echo", large).answer().status()).isEqualTo(200);
        }
    }

    @Test
    public void aRequestWhoseClientWentAwayGivesItsPlaceBackWhenItsOwnerIsDone() {
        CompletableFuture<HttpReply> held = new CompletableFuture<>();
        AtomicInteger inside = new AtomicInteger();
        door.open(
                "/held",
                Credential.LOOPBACK,
                request -> {
                    inside.incrementAndGet();
                    return held;
                },
                "GET");
        for (int i = 1; i <= 2; i++) {
            int expected = i;
            try (Caller gone = door.call()) {
                gone.get("/held");
                await().atMost(Duration.ofSeconds(5)).until(() -> inside.get() == expected);
            }
        }
        await("the bound still counts them").atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            try (Caller caller = door.call()) {
                assertThat(caller.get("/open").answer().body()).contains("too much to do");
            }
        });
        held.complete(HttpReply.text(200, "nobody is there"));
        await("the places are free again").atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            try (Caller caller = door.call()) {
                assertThat(caller.get("/open").answer().status()).isEqualTo(200);
            }
        });
    }

    private static Thread drip(Caller caller) {
        Thread drip = new Thread(
                () -> {
                    try {
                        while (!caller.isOver(Duration.ofMillis(50))) {
                            caller.send("X");
                        }
                    } catch (java.io.UncheckedIOException e) {
                        // the connection is closed, as it should be
                    }
                },
                "drip");
        drip.start();
        return drip;
    }
}
