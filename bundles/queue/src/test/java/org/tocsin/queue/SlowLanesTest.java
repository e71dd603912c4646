// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.tocsin.api.Backoff;
import org.tocsin.api.Body;
import org.tocsin.api.Delivery;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.Outcome;

/** Lanes that hang or have large events, beside lanes that do well. */
public class SlowLanesTest {

    private static final Duration LATENCY = Duration.ofMillis(100);
    private static final Backoff AGAIN = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), true);

    private long inFlight;
    private long mostInFlight;
    private int attempts;
    private int mostAttempts;

    @Test
    public void tenHangingLanesDoNotSlowNinetyOthers() {
        for (int slots : List.of(128, 32)) {
            long alone = deliveredByNinety(slots, delivery -> null, 0);
            long beside = deliveredByNinety(slots, delivery -> null, 10);
            assertThat((double) beside).as("%d slots", slots).isGreaterThan(alone * 0.95);
        }
    }

    @Test
    public void tenLanesThatAreRefusedDoNotSlowNinetyOthers() {
        Outcome refused = new Outcome.RetryLater("429", AGAIN, Duration.ofSeconds(1));
        for (int slots : List.of(128, 32)) {
            long alone = deliveredByNinety(slots, delivery -> refused, 0);
            long beside = deliveredByNinety(slots, delivery -> refused, 10);
            assertThat((double) beside).as("%d slots", slots).isGreaterThan(alone * 0.95);
        }
    }

    @Test
    public void evenWhenEverySlotHangsForTheFirstTimeTheOthersWaitForSecondsOnly() {
        Rig rig = new Rig("maxInFlight", "16");
        List<Lane> hanging = lanes("hang", 16);
        Lane other = new Lane("pagerduty", "other");
        rig.add(delivery -> hanging.contains(delivery.event().lane()) ? new CompletableFuture<>() : ok(rig));
        hanging.forEach(lane -> rig.accept(lane, 0, 1));
        rig.run();
        rig.accept(other, 0, 10);
        rig.pass(Duration.ofSeconds(2));
        assertThat(rig.status(other).delivered()).isZero();
        rig.pass(Duration.ofSeconds(2));
        assertThat(rig.status(other).delivered()).isEqualTo(10);
    }

    @Test
    public void attemptsAreBoundedHoweverManyLanesHang() {
        Rig rig = new Rig("maxInFlight", "16");
        List<Lane> hanging = lanes("hang", 200);
        rig.add(delivery -> {
            attempts++;
            mostAttempts = Math.max(mostAttempts, attempts);
            CompletableFuture<Outcome> answer = new CompletableFuture<>();
            var unused = answer.whenComplete((outcome, failure) -> attempts--);
            return answer;
        });
        hanging.forEach(lane -> rig.accept(lane, 0, 1));
        rig.pass(Duration.ofMinutes(5));
        assertThat(mostAttempts).isEqualTo(32);
    }

    @Test
    public void largeEventsShareTheirBytesAndSmallOnesDoNotWaitForThem() {
        Rig rig = new Rig("inFlightBytes", "1048576");
        List<Lane> large = lanes("large", 40);
        List<Lane> small = lanes("small", 40);
        rig.add(delivery -> {
            int size = delivery.event().body().size();
            inFlight += size;
            mostInFlight = Math.max(mostInFlight, inFlight);
            CompletableFuture<Outcome> answer = new CompletableFuture<>();
            rig.world.after(size > 1_000 ? Duration.ofSeconds(2) : LATENCY, () -> {
                inFlight -= size;
                answer.complete(Rig.OK);
            });
            return answer;
        });
        for (int round = 0; round < 3; round++) {
            large.forEach(lane -> rig.accept(new Event(lane, "v2", Body.of(new byte[300_000]), null)));
            small.forEach(lane -> rig.accept(lane, 0, 10));
        }
        rig.pass(Duration.ofSeconds(3));
        assertThat(small).allMatch(lane -> rig.status(lane).waiting() == 0);
        rig.pass(Duration.ofSeconds(30));
        assertThat(large)
                .as("each had its turn")
                .allMatch(lane -> rig.status(lane).delivered() >= 1);
        rig.pass(Duration.ofMinutes(3));
        assertThat(large).allMatch(lane -> rig.status(lane).waiting() == 0);
        assertThat(mostInFlight).isLessThan(1_048_576 + 1_000);
        assertThat(mostInFlight).as("the room is used").isGreaterThan(900_000);
    }

    @Test
    public void anEventLargerThanAllTheBytesGoesAlone() {
        Rig rig = new Rig("inFlightBytes", "1048576");
        rig.add(delivery -> ok(rig));
        List<Lane> lanes = lanes("huge", 5);
        lanes.forEach(lane -> rig.accept(new Event(lane, "v2", Body.of(new byte[2_000_000]), null)));
        rig.pass(Duration.ofSeconds(10));
        assertThat(lanes).allMatch(lane -> rig.status(lane).delivered() == 1);
    }

    @Test
    public void aLaneThatIsHeldWhileItWaitsForBytesLeavesThemToTheOthers() {
        Rig rig = new Rig("inFlightBytes", "1048576");
        List<Lane> lanes = lanes("large", 6);
        rig.add(delivery -> ok(rig));
        lanes.forEach(lane -> rig.accept(new Event(lane, "v2", Body.of(new byte[800_000]), null)));
        rig.run();
        rig.get(rig.control().hold(lanes.get(2), true));
        rig.pass(Duration.ofSeconds(10));
        assertThat(lanes.stream().filter(lane -> rig.status(lane).delivered() == 1))
                .hasSize(5);
        rig.get(rig.control().hold(lanes.get(2), false));
        rig.pass(Duration.ofSeconds(10));
        assertThat(lanes).allMatch(lane -> rig.status(lane).delivered() == 1);
    }

    /** How many events ninety lanes get off in a minute, beside lanes that get this; null hangs. */
    private static long deliveredByNinety(int slots, Function<Delivery, @Nullable Outcome> bad, int badLanes) {
        Rig rig = new Rig("maxInFlight", Integer.toString(slots));
        List<Lane> hanging = lanes("bad", badLanes);
        List<Lane> others = lanes("good", 90);
        rig.add(delivery -> {
            if (!hanging.contains(delivery.event().lane())) {
                return ok(rig);
            }
            Outcome outcome = bad.apply(delivery);
            return outcome == null ? new CompletableFuture<>() : CompletableFuture.completedStage(outcome);
        });
        hanging.forEach(lane -> rig.accept(lane, 0, 50));
        others.forEach(lane -> rig.accept(lane, 0, 620));
        rig.pass(Duration.ofMinutes(1));
        return others.stream().mapToLong(lane -> rig.status(lane).delivered()).sum();
    }

    private static CompletionStage<Outcome> ok(Rig rig) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        rig.world.after(LATENCY, () -> answer.complete(Rig.OK));
        return answer;
    }

    private static List<Lane> lanes(String name, int count) {
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(i -> new Lane("pagerduty", name + i))
                .toList());
    }
}
