// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public final class InputRoomTest {

    private static final Duration NOW = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MEGABYTE = 1 << 20;

    /** A third of 256 MB, as the agent has it. */
    private final InputRoom room = new InputRoom(82L * MEGABYTE);

    @Test
    public void smallOnesNeverWait() throws Exception {
        try (InputRoom.Stay all = room.take(82L * MEGABYTE, NOW)) {
            room.enter(Body.of("name:n\nid:1\nstatus:PROBLEM"), NOW).close();
            room.enter(Body.of("x".repeat(100_000)), NOW).close();
            assertThatThrownBy(() -> room.enter(Body.of("x".repeat(MEGABYTE)), NOW))
                    .isInstanceOf(AdapterFailedException.class)
                    .hasMessage("agent: has as many large inputs under way as its memory bears, try again soon");
        }
        room.enter(Body.of("x".repeat(MEGABYTE)), NOW).close();
    }

    @Test
    public void whatTheAgentCanNeverBearIsRefusedHoweverItIsSpelled() {
        refused("name:n\nx:" + "a\n".repeat(1_300_000));
        refused("{" + "\"a\":{},".repeat(230_000));
        refused("{\"message\":\"" + "a\\n".repeat(900_000) + "\"}");
        refused("a=1" + "&a=".repeat(700_000));
        refused("message=" + "a%0A".repeat(600_000));
        refused("[" + "{\"fingerprint\":\"1\"},".repeat(250_000));
        refused("ä".repeat(3_000_000));
        refused("x".repeat(AdapterInput.MAX_BYTES + 1));
    }

    private void refused(String text) {
        assertThatThrownBy(() -> room.enter(Body.of(text), NOW))
                .as(text.substring(0, 30))
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        e -> assertThat(e.kind()).isEqualTo(InvalidEventException.Kind.TOO_LARGE))
                .hasMessageStartingWith("body: ")
                .hasMessageContaining("shorten it");
    }

    @Test
    public void whatToolsReallySendIsTakenHoweverLong() throws Exception {
        String alert = "{\"status\":\"firing\",\"labels\":{" + "\"label\":\"a value of some length\",".repeat(12)
                + "\"last\":\"one\"},\"annotations\":{\"summary\":\"" + "w ".repeat(180)
                + "\",\"runbook\":\"https://r.example.com/\"},\"startsAt\":\"2026-01-01T00:00:00Z\"}";
        room.enter(Body.of("{\"alerts\":[" + (alert + ",").repeat(4_000) + alert + "]}"), NOW)
                .close();
        room.enter(
                        Body.of("{\"LONGSERVICEOUTPUT\":\"" + "a line of an output, and more of it\\n".repeat(60_000)
                                + "\"}"),
                        NOW)
                .close();
        room.enter(Body.of("x".repeat(AdapterInput.MAX_BYTES)), NOW).close();
    }

    @Test
    public void whoWaitsComesInWhenTheOthersKeepNoMoreThanTheirEvents() throws Exception {
        InputRoom.Stay first = room.take(80L * MEGABYTE, NOW);
        CompletableFuture<InputRoom.Stay> second = CompletableFuture.supplyAsync(() -> entered(room, 4));

        first.keep(10L * MEGABYTE);

        InputRoom.Stay come = second.get(60, TimeUnit.SECONDS);
        assertThatThrownBy(() -> room.take(40L * MEGABYTE, NOW)).isInstanceOf(AdapterFailedException.class);
        come.close();
        come.close();
        room.take(70L * MEGABYTE, NOW).close();
        first.close();
        room.take(82L * MEGABYTE, NOW).close();
        room.take(1_000L * MEGABYTE, NOW).close();
    }

    @Test
    public void moreThanAFewLargeOnesDoNotEvenWait() throws Exception {
        try (InputRoom.Stay all = room.take(82L * MEGABYTE, NOW)) {
            CompletableFuture<InputRoom.Stay> first = CompletableFuture.supplyAsync(() -> entered(room, 7));
            CompletableFuture<InputRoom.Stay> second = CompletableFuture.supplyAsync(() -> entered(room, 7));
            byte[] third = "x".repeat(7 * MEGABYTE).getBytes(StandardCharsets.UTF_8);

            // the two wait, in whichever order they came
            await().until(() -> room.waiting() == 14L * MEGABYTE);
            assertThatThrownBy(() -> room.enter(Body.of(third), LONG)).isInstanceOf(AdapterFailedException.class);

            all.close();
            CompletableFuture.allOf(first.thenAccept(InputRoom.Stay::close), second.thenAccept(InputRoom.Stay::close))
                    .get(60, TimeUnit.SECONDS);
        }
    }

    private static InputRoom.Stay entered(InputRoom room, int megabytes) {
        try {
            return room.enter(Body.of("x".repeat(megabytes * MEGABYTE)), LONG);
        } catch (InvalidEventException | AdapterFailedException e) {
            throw new AssertionError(e);
        }
    }
}
