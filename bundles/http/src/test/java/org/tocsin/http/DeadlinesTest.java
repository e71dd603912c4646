// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.api.http.HttpDoor.Credential;
import org.tocsin.api.http.HttpReply;
import org.tocsin.http.Caller.Answer;

/** Nobody holds anything for longer than is set. */
public final class DeadlinesTest {

    private static final Duration READ = Duration.ofSeconds(20);
    private static final Duration IDLE = Duration.ofSeconds(40);
    private static final Duration ANSWER = Duration.ofSeconds(90);

    /** How far the listener's clock is ahead. */
    private final AtomicLong ahead = new AtomicLong();

    @Rule
    public final Doorway door = new Doorway(
            new Settings(Address.parse("127.0.0.1:0"), 1, 2, 2, 150_000, 16_384, READ, IDLE, ANSWER, null),
            () -> System.nanoTime() + ahead.get());

    private void passes(Duration time) {
        ahead.addAndGet(time.plusSeconds(1).toNanos());
    }

    @Test
    public void aClientThatDripsItsHeadersIsClosed() {
        try (Caller caller = door.call()) {
            caller.send("GET /open HTTP/1.1\r\nHost: localhost\r\n");

            await("the connection is closed although bytes keep coming")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> {
                        passes(READ.dividedBy(4));
                        return dripsInVain(caller);
                    });
        }
    }

    private static boolean dripsInVain(Caller caller) {
        try {
            caller.send("X");
            return caller.isOver(Duration.ofMillis(50));
        } catch (UncheckedIOException e) {
            return true; // the connection is closed, as it should be
        }
    }

    @Test
    public void aBodyThatDoesNotComeIs408AndTheConnectionEnds() {
        try (Caller caller = door.call()) {
            caller.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nAuthorization: token " + Doorway.TOKEN
                    + "\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
            assertThat(caller.answer().status()).as("it waits for the body").isEqualTo(100);
            caller.send("abc");
            passes(READ);
            Answer answer = caller.answer();

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.header("Connection")).isEqualTo("close");
            passes(READ);
            assertThat(caller.isClosed()).isTrue();
        }
    }

    @Test
    public void anIdleConnectionIsClosed() {
        try (Caller caller = door.call()) {
            assertThat(caller.get("/open").answer().status()).isEqualTo(200);

            await("the end").atMost(Duration.ofSeconds(10)).until(() -> {
                passes(IDLE);
                return caller.isOver(Duration.ofMillis(50));
            });
        }
    }

    @Test
    public void whoWaitsForAnAnswerIsNotIdle() throws Exception {
        CompletableFuture<HttpReply> slow = new CompletableFuture<>();
        CountDownLatch inside = new CountDownLatch(1);
        door.open(
                "/slow",
                Credential.LOOPBACK,
                request -> {
                    inside.countDown();
                    return slow;
                },
                "GET");
        try (Caller caller = door.call();
                Caller idle = door.call()) {
            assertThat(idle.get("/open").answer().status()).isEqualTo(200);
            caller.get("/slow");
            assertThat(inside.await(5, TimeUnit.SECONDS)).isTrue();

            passes(IDLE);
            assertThat(idle.isClosed()).as("one that does not wait").isTrue();
            slow.complete(HttpReply.text(200, "done"));
            assertThat(caller.answer().body()).isEqualTo("done");
        }
    }

    @Test
    public void anAnswerThatDoesNotComeIs504AndDoesNotSayThatNothingWasKept() throws Exception {
        CompletableFuture<HttpReply> never = new CompletableFuture<>();
        CountDownLatch inside = new CountDownLatch(1);
        door.open(
                "/never",
                Credential.LOOPBACK,
                request -> {
                    inside.countDown();
                    return never;
                },
                "GET");
        try (Caller caller = door.call()) {
            caller.get("/never");
            assertThat(inside.await(5, TimeUnit.SECONDS)).isTrue();
            passes(ANSWER);
            Answer answer = caller.answer();
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

    /** What an answer takes on its way out is memory, too. */
    @Test
    public void whoReadsNoAnswersGetsNoFurtherOnesUntilTheseAreRead() {
        int many = 600;
        AtomicInteger answered = new AtomicInteger();
        String large = "x".repeat(100_000);
        door.open(
                "/large",
                Credential.LOOPBACK,
                request -> {
                    answered.incrementAndGet();
                    return CompletableFuture.completedFuture(HttpReply.text(200, large));
                },
                "GET");
        try (Caller greedy = door.call();
                Caller other = door.call()) {
            greedy.send(Caller.getText("/large").repeat(many));
            for (int i = 0; i < 50; i++) { // served by the same thread, behind what the first one gets
                assertThat(other.get("/open").answer().status()).isEqualTo(200);
            }
            assertThat(answered.get())
                    .as("answers of 100 kB, of which the sockets take a part")
                    .isLessThan(250);
            for (int i = 0; i < many; i++) {
                assertThat(greedy.answer().body()).hasSize(large.length());
            }
            assertThat(greedy.get("/open").answer().status()).isEqualTo(200);
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
}
