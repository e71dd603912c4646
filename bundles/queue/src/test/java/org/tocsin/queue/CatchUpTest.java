// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.Test;
import org.tocsin.api.Backoff;
import org.tocsin.api.Delivery;
import org.tocsin.api.Event;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.Outcome;

/** Lanes with a backlog, with {@code collapse} and with {@code replay}. */
public class CatchUpTest {

    private static final Lane WEB = new Lane("pagerduty", "web");
    private static final Backoff SOON = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5), false);
    private static final Outcome DOWN = new Outcome.RetryLater("503", SOON, null);

    @Test
    public void aStormOfAnHourFoldsToWhatIsOpenAndTheLastAlarmComesSoon() throws Exception {
        Rig rig = new Rig("catchUp", "collapse");
        Throttle receiver = new Throttle(rig.world, 120, Duration.ofMillis(20));
        receiver.isDown(true);
        rig.add(receiver);
        rig.accept(FoldTest.event(WEB, "T:first"));
        rig.pass(Duration.ofSeconds(1));
        storm(rig, 2_500, 20);
        rig.pass(Duration.ofHours(1));
        assertThat(rig.status(WEB).waiting()).isEqualTo(10_000 - 20 + 1);
        receiver.isDown(false);
        String last = "T:the last";
        rig.accept(FoldTest.event(WEB, last));
        rig.pass(Duration.ofSeconds(60));
        List<String> texts = texts(receiver);
        assertThat(texts).contains(last);
        assertThat(texts)
                .as("the open ones, the head that was tried, its resolve")
                .hasSizeLessThanOrEqualTo(24);
        assertThat(texts).filteredOn(text -> text.startsWith("T:open")).hasSize(20);
        LaneStatus status = rig.status(WEB);
        assertThat(status.waiting()).isZero();
        assertThat(status.dropped() + status.delivered()).isEqualTo(10_000 - 20 + 2);
        assertThat(rig.list(WEB, EventState.DROPPED))
                .hasSize(Math.toIntExact(status.dropped()))
                .allMatch(record -> CatchUp.folded(record.answer()));
    }

    @Test
    public void replaySendsEverythingAndSaysHowLongThatTakes() {
        Rig rig = new Rig();
        Throttle receiver = new Throttle(rig.world, 120, Duration.ofMillis(20)).thatSaysWhen();
        receiver.isDown(true);
        rig.add(receiver);
        storm(rig, 2_500, 20);
        rig.pass(Duration.ofHours(1));
        receiver.isDown(false);
        rig.pass(Duration.ofMinutes(10));
        assertExpectedTimeIsRight(rig, 0.10);
    }

    @Test
    public void theExpectedTimeIsRightAlsoWhenTheReceiverDoesNotSayHowLongToWait() {
        Rig rig = new Rig();
        Throttle receiver = new Throttle(rig.world, 120, Duration.ofMillis(20));
        rig.add(receiver);
        storm(rig, 500, 20);
        rig.pass(Duration.ofMinutes(8));
        assertExpectedTimeIsRight(rig, 0.10);
    }

    @Test
    public void theExpectedTimeIsRightForALaneThatFlows() {
        Rig rig = new Rig();
        Throttle receiver = new Throttle(rig.world, 1_000_000, Duration.ofMillis(50));
        receiver.isDown(true);
        rig.add(receiver);
        storm(rig, 2_500, 20);
        rig.pass(Duration.ofMinutes(30));
        receiver.isDown(false);
        rig.pass(Duration.between(
                rig.world.now(), Objects.requireNonNull(rig.status(WEB).nextTry())));
        rig.pass(Duration.ofSeconds(5));
        assertExpectedTimeIsRight(rig, 0.05);
    }

    @Test
    public void aFewEventsAreNoBacklog() {
        Rig rig = new Rig("catchUp", "collapse");
        Throttle receiver = new Throttle(rig.world, 1_000, Duration.ofMillis(20));
        rig.add(receiver);
        List<String> few = List.of("T:a", "R:a", "T:b", "R:b");
        few.forEach(text -> rig.accept(FoldTest.event(WEB, text)));
        rig.pass(Duration.ofSeconds(10));
        assertThat(texts(receiver)).isEqualTo(few);
    }

    @Test
    public void anIncidentThatWasSentBeforeARestartIsResolvedAfterIt() {
        Rig rig = new Rig("catchUp", "collapse");
        Throttle receiver = new Throttle(rig.world, 1_000, Duration.ofMillis(20));
        rig.add(receiver);
        List.of("T:sent", "T:over", "R:over").forEach(text -> rig.accept(FoldTest.event(WEB, text)));
        rig.pass(Duration.ofSeconds(10));
        receiver.isDown(true);
        List.of("O", "R:sent", "T:over", "R:over", "T:new", "R:new")
                .forEach(text -> rig.accept(FoldTest.event(WEB, text)));
        IntStream.range(0, 30).forEach(i -> rig.accept(FoldTest.event(WEB, "O")));
        rig.pass(Duration.ofSeconds(10));
        rig.restart();
        receiver.isDown(false);
        receiver.received().clear();
        rig.add(receiver);
        rig.pass(Duration.ofSeconds(10));
        assertThat(texts(receiver)).filteredOn(text -> !text.equals("O")).containsExactly("R:sent");
    }

    @Test
    public void anIncidentThatMayHaveArrivedBeforeACrashIsResolvedAfterIt() {
        Rig rig = new Rig("catchUp", "collapse");
        List<String> calls = new ArrayList<>();
        rig.add(delivery -> {
            calls.add(delivery.event().body().utf8());
            return new CompletableFuture<>(); // it arrives, and the crash comes before the answer
        });
        rig.accept(FoldTest.event(WEB, "T:a"));
        rig.run();
        List.of("R:a", "T:b", "R:b").forEach(text -> rig.accept(FoldTest.event(WEB, text)));
        IntStream.range(0, 30).forEach(i -> rig.accept(FoldTest.event(WEB, "O")));
        rig.run();
        assertThat(calls).containsExactly("T:a");
        rig.restart();
        Throttle receiver = new Throttle(rig.world, 1_000, Duration.ofMillis(20));
        rig.add(receiver);
        rig.pass(Duration.ofSeconds(10));
        assertThat(texts(receiver)).filteredOn(text -> !text.equals("O")).containsExactly("R:a");
    }

    @Test
    public void aStoreThatFailsEndsThePassAndTheLaneGoesOn() {
        Rig rig = new Rig("catchUp", "collapse");
        for (int i = 0; i < 20; i++) {
            rig.accept(FoldTest.event(WEB, "T:" + i));
            rig.accept(FoldTest.event(WEB, "R:" + i));
        }
        rig.world.runWriter();
        rig.store().breakCommits(true);
        rig.run();
        rig.store().breakCommits(false);
        Throttle receiver = new Throttle(rig.world, 1_000, Duration.ofMillis(20));
        rig.add(receiver);
        rig.pass(Duration.ofMinutes(2));
        assertThat(texts(receiver)).hasSize(40);
    }

    @Test
    public void aPersonsChangeWaitsForThePassAndIsDone() {
        Rig rig = new Rig("catchUp", "collapse");
        for (int i = 0; i < 20; i++) {
            rig.accept(FoldTest.event(WEB, "T:" + i));
            rig.accept(FoldTest.event(WEB, i < 10 ? "R:" + i : "O"));
        }
        rig.world.runWriter();
        rig.world.runPool(); // the pass has begun, its drops are not committed
        CompletionStage<Void> hold = rig.control().hold(WEB, true);
        rig.run();
        assertThat(hold.toCompletableFuture()).isCompleted();
        assertThat(rig.status(WEB).state()).isEqualTo(LaneStatus.State.HELD);
        assertThat(rig.status(WEB).waiting()).isEqualTo(20);
        assertThat(rig.status(WEB).dropped()).isEqualTo(20);
    }

    /** Events, outages and crashes by chance: what is open at the other side is what sending everything leaves open. */
    @Test
    public void noStoryLeavesAnIncidentOpenOrHidesOne() {
        for (int seed = 0; seed < 300; seed++) {
            new Story(seed).play();
        }
    }

    private static final class Story {
        private final int seed;
        private final SplittableRandom random;
        private final Rig rig = new Rig("catchUp", "collapse", "catchUpFrom", "5");
        private final Map<String, String> promised = new HashMap<>();
        private final Map<String, String> there = new HashMap<>();
        private boolean down;

        Story(int seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
        }

        void play() {
            rig.add(this::deliver);
            for (int step = 0; step < 200; step++) {
                int dice = random.nextInt(100);
                if (dice < 70) {
                    accept();
                } else if (dice < 85) {
                    rig.pass(Duration.ofMillis(random.nextInt(5_000)));
                } else if (dice < 95) {
                    down = random.nextInt(3) > 0;
                } else if (dice < 98) {
                    IntStream.range(0, random.nextInt(20)).forEach(i -> rig.world.chance());
                } else {
                    rig.run(); // what was promised is stored
                    rig.restart();
                    rig.add(this::deliver);
                }
            }
            down = false;
            rig.pass(Duration.ofMinutes(10));
            assertThat(rig.status(WEB).waiting()).as("seed %d", seed).isZero();
            promised.values().removeIf(String::isEmpty);
            there.values().removeIf(String::isEmpty);
            assertThat(there).as("seed %d: open at the other side", seed).isEqualTo(promised);
        }

        private void accept() {
            String action = List.of("T", "T", "A", "R", "R").get(random.nextInt(5));
            Event event = FoldTest.event(WEB, action + ':' + random.nextInt(4) + ':' + random.nextInt(2));
            rig.accept(event);
            FoldTest.happens(promised, event.body().utf8());
        }

        private CompletionStage<Outcome> deliver(Delivery delivery) {
            CompletableFuture<Outcome> answer = new CompletableFuture<>();
            boolean arrives = !down || random.nextInt(10) == 0; // and then the answer is lost
            if (arrives) {
                FoldTest.happens(there, delivery.event().body().utf8());
            }
            Outcome outcome = down ? DOWN : Rig.OK;
            rig.world.after(Duration.ofMillis(random.nextInt(300)), () -> answer.complete(outcome));
            return answer;
        }
    }

    /** Incidents of four events each; the last ones have a trigger only. */
    private static void storm(Rig rig, int incidents, int open) {
        List<String> last = new ArrayList<>();
        for (int i = 0; i < incidents; i++) {
            boolean stays = i >= incidents - open;
            String key = (stays ? "open" : "over") + i;
            List<String> texts = stays
                    ? List.of("T:" + key, "T:" + key, "T:" + key)
                    : List.of("T:" + key, "T:" + key + ":again", "A:" + key, "R:" + key);
            // interleaved, as in a real storm: the end of an incident comes after the beginning of the next
            texts.subList(0, 2).forEach(text -> rig.accept(FoldTest.event(WEB, text)));
            last.forEach(text -> rig.accept(FoldTest.event(WEB, text)));
            last = texts.subList(2, texts.size());
        }
        last.forEach(text -> rig.accept(FoldTest.event(WEB, text)));
        rig.run();
    }

    private static void assertExpectedTimeIsRight(Rig rig, double within) {
        LaneStatus status = rig.status(WEB);
        assertThat(status.waiting()).as("far from done").isGreaterThan(500);
        long expected = Objects.requireNonNull(status.drain()).toSeconds();
        long begin = rig.world.now().getEpochSecond();
        while (rig.status(WEB).waiting() > 0) {
            rig.pass(Duration.ofSeconds(1));
        }
        long took = rig.world.now().getEpochSecond() - begin;
        assertThat((double) expected)
                .as("%d events at %.0f a minute; it took %d s", status.waiting(), status.perMinute(), took)
                .isBetween(took * (1 - within), took * (1 + within));
    }

    private static List<String> texts(Throttle receiver) {
        return receiver.received().stream()
                .map(delivery -> delivery.event().body().utf8())
                .toList();
    }
}
