// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.Test;
import org.tocsin.api.Backoff;
import org.tocsin.api.Body;
import org.tocsin.api.Delivery;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.LaneStatus.State;
import org.tocsin.api.Outcome;
import org.tocsin.api.Receipt;
import org.tocsin.api.store.StoreException;

/** The way out, in a world that stands still. */
public class DispatcherTest {

    private static final Lane WEB = new Lane("pagerduty", "web");
    private static final Lane DB = new Lane("pagerduty", "db");
    private static final Backoff STEADY = new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(40), false);
    private static final Outcome OK = new Outcome.Delivered("202");
    private static final Outcome DOWN = new Outcome.RetryLater("503", STEADY, null);
    private static final Settings SETTINGS = QueueFixture.settings(8, Duration.ofSeconds(35), 4, 1_000);

    private final World world = new World(1);
    private final MemoryStore.Disk disk = new MemoryStore.Disk();
    private final ScriptedChannel channel = new ScriptedChannel();
    private final MemoryStore store = new MemoryStore(disk, world.writer(), world.clock(), 0);
    private final DurableQueue queue = open(store, SETTINGS);

    @Test
    public void eventsOfALaneLeaveInTheirOrder() {
        queue.dispatcher().add(channel);
        List<String> sent = accept(WEB, 0, 20);
        world.run();
        assertThat(channel.delivered(WEB)).isEqualTo(sent);
        assertThat(status(WEB).delivered()).isEqualTo(20);
        assertThat(status(WEB).state()).isEqualTo(State.IDLE);
    }

    @Test
    public void aReceiptIsGivenAfterTheCommitAndNotBefore() {
        CompletableFuture<Receipt> receipt =
                queue.accept(new Event(WEB, "v2", Body.of("x"), "disk")).toCompletableFuture();
        world.runPool();
        assertThat(receipt).isNotDone();
        world.run();
        assertThat(receipt).isCompletedWithValue(new Receipt(1, "0123456789abcdef0000000000000001", "disk"));
    }

    @Test
    public void whatIsDeliveredHasTheNameOfItsReceiptWithEveryAttempt() throws Exception {
        queue.dispatcher().add(channel);
        channel.answers(delivery -> delivery.attempt() < 2 ? DOWN : OK);
        var receipt = queue.accept(new Event(WEB, "v2", Body.of("x"), "disk")).toCompletableFuture();
        world.pass(Duration.ofMinutes(5));
        assertThat(channel.attempts())
                .hasSize(2)
                .extracting(Delivery::key)
                .containsOnly(receipt.join().key());
    }

    @Test
    public void anEventLeavesOnlyAfterTheSettlementOfItsPredecessorIsCommitted() {
        queue.dispatcher().add(channel);
        accept(WEB, 0, 2);
        world.run();
        assertThat(channel.attempts(WEB)).hasSize(2);
        channel.answers(delivery -> null);
        accept(WEB, 2, 4);
        world.run();
        channel.answer(WEB, OK);
        world.runPool();
        assertThat(channel.attempts(WEB)).as("while the commit is held").containsExactly("0", "1", "2");
        world.run();
        assertThat(channel.attempts(WEB)).containsExactly("0", "1", "2", "3");
    }

    @Test
    public void aFailedSettlementIsTriedAgainAndNothingLeavesMeanwhile() {
        queue.dispatcher().add(channel);
        channel.answers(delivery -> null);
        accept(WEB, 0, 2);
        world.run();
        store.breakCommits(true);
        channel.answer(WEB, OK);
        world.pass(Duration.ofMinutes(5));
        assertThat(channel.attempts(WEB)).containsExactly("0");
        assertThat(status(WEB).lastError()).contains("the commit failed");
        store.breakCommits(false);
        world.pass(Duration.ofSeconds(31));
        assertThat(channel.attempts(WEB))
                .as("not sent again, and then the next")
                .containsExactly("0", "1");
        assertThat(status(WEB).delivered()).isEqualTo(1);
    }

    @Test
    public void aFailingHeadBlocksItsLaneAndNoOther() {
        queue.dispatcher().add(channel);
        channel.answers(delivery -> delivery.event().lane().equals(WEB) ? DOWN : OK);
        accept(WEB, 0, 3);
        List<String> others = accept(DB, 0, 30);
        world.pass(Duration.ofSeconds(9));
        assertThat(channel.attempts(WEB)).containsExactly("0");
        assertThat(channel.delivered(DB)).isEqualTo(others);
        LaneStatus web = status(WEB);
        assertThat(web.state()).isEqualTo(State.BACKING_OFF);
        assertThat(web.waiting()).isEqualTo(3);
        assertThat(web.attempts()).isEqualTo(1);
        assertThat(web.lastError()).isEqualTo("503");
        assertThat(web.oldestAccepted()).isNotNull();
        assertThat(Objects.requireNonNull(web.nextTry()).getEpochSecond()).isEqualTo(10);
        channel.answers(delivery -> OK);
        world.pass(Duration.ofSeconds(2));
        assertThat(channel.delivered(WEB)).containsExactly("0", "1", "2");
        assertThat(status(WEB).lastError()).isNull();
        assertThat(status(WEB).nextTry()).isNull();
    }

    @Test
    public void waitsGrowAsTheOutcomeSays() {
        queue.dispatcher().add(channel);
        List<Long> times = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        channel.answers(delivery -> {
            times.add(world.now().getEpochSecond());
            numbers.add(delivery.attempt());
            return times.size() < 6 ? DOWN : OK;
        });
        accept(WEB, 0, 2);
        world.pass(Duration.ofMinutes(10));
        assertThat(times).containsExactly(0L, 10L, 30L, 70L, 110L, 150L, 150L);
        assertThat(numbers).containsExactly(1, 2, 3, 4, 5, 6, 1);
    }

    @Test
    public void aClockThatIsSetChangesNeitherOrderNorWaits() {
        for (Duration step : List.of(Duration.ofDays(-1), Duration.ofDays(2))) {
            DurableQueue queue =
                    open(new MemoryStore(new MemoryStore.Disk(), world.writer(), world.clock(), 0), SETTINGS);
            ScriptedChannel other = new ScriptedChannel();
            queue.dispatcher().add(other);
            other.answers(delivery -> DOWN);
            queue.accept(event(WEB, "0"));
            queue.accept(event(WEB, "1"));
            world.run();
            world.setClock(step);
            queue.accept(event(WEB, "2"));
            world.pass(Duration.ofMillis(9_999));
            assertThat(other.attempts(WEB)).as("%s", step).containsExactly("0");
            other.answers(delivery -> OK);
            world.pass(Duration.ofMillis(1));
            queue.accept(event(WEB, "3"));
            world.run();
            assertThat(other.delivered(WEB)).as("%s", step).containsExactly("0", "1", "2", "3");
        }
    }

    @Test
    public void whatTheOtherSideAsksForIsHonouredWithinBounds() {
        queue.dispatcher().add(channel);
        List<Duration> asked =
                List.of(Duration.ofSeconds(90), Duration.ZERO, Duration.ofDays(3), Duration.ofSeconds(-7));
        List<Long> times = new ArrayList<>();
        channel.answers(delivery -> {
            times.add(world.now().getEpochSecond());
            return times.size() > asked.size()
                    ? OK
                    : new Outcome.RetryLater("429", STEADY, asked.get(times.size() - 1));
        });
        accept(WEB, 0, 1);
        world.pass(Duration.ofHours(2));
        assertThat(times).containsExactly(0L, 90L, 91L, 3_691L, 3_692L);
    }

    @Test
    public void aChannelThatThrowsIsTriedAgainWithJitterForEver() {
        List<Double> times = new ArrayList<>();
        queue.dispatcher().add(channel("pagerduty", delivery -> {
            times.add(world.nanoTime() / 1e9);
            if (times.size() % 2 == 0) {
                return CompletableFuture.failedStage(new IllegalStateException("later"));
            }
            throw new IllegalStateException("at once");
        }));
        accept(WEB, 0, 1);
        world.pass(Duration.ofDays(1));
        assertThat(times.size()).as("tries in a day").isGreaterThan(400);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isBetween(0.0, Math.min(300.0, Math.pow(2, i - 1)));
        }
        assertThat(status(WEB).waiting()).isEqualTo(1);
        assertThat(status(WEB).lastError()).contains("IllegalStateException");
    }

    @Test
    public void whatIsRejectedIsADeadLetterAndTheLaneMovesOn() {
        queue.dispatcher().add(channel);
        channel.answers(delivery -> text(delivery).equals("1") ? new Outcome.Rejected("400") : OK);
        accept(WEB, 0, 4);
        world.run();
        assertThat(channel.delivered(WEB)).containsExactly("0", "2", "3");
        assertThat(status(WEB).dead()).isEqualTo(1);
        assertThat(status(WEB).delivered()).isEqualTo(3);
    }

    @Test
    public void aRetryGoesBeforeEverythingThatWaits() {
        queue.dispatcher().add(channel);
        channel.answers(delivery -> Set.of("0", "2").contains(text(delivery)) ? new Outcome.Rejected("400") : OK);
        accept(WEB, 0, 4);
        accept(DB, 0, 1);
        world.run();
        channel.answers(delivery -> DOWN);
        accept(WEB, 4, 10);
        world.run();
        CompletableFuture<Integer> count = queue.control().retry(WEB, Set.of()).toCompletableFuture();
        world.run();
        assertThat(count).isCompletedWithValue(2);
        assertThat(status(DB).dead()).as("not chosen").isEqualTo(1);
        assertThat(status(WEB).waiting()).isEqualTo(8);
        channel.answers(delivery -> OK);
        world.pass(Duration.ofMinutes(1));
        assertThat(channel.delivered(WEB)).containsExactly("1", "3", "0", "2", "4", "5", "6", "7", "8", "9");
        assertThat(status(WEB).dead()).isZero();
    }

    @Test
    public void aRetryWhileAnEventIsUnderWayComesDirectlyAfterIt() {
        queue.dispatcher().add(channel);
        channel.answers(delivery -> text(delivery).equals("0") ? new Outcome.Rejected("400") : null);
        accept(WEB, 0, 4);
        world.run();
        assertThat(channel.attempts(WEB)).containsExactly("0", "1");
        CompletableFuture<Integer> count = queue.control().retry(WEB, Set.of()).toCompletableFuture();
        world.run();
        assertThat(count).isCompletedWithValue(1);
        channel.answers(delivery -> OK);
        channel.answer(WEB, OK);
        world.run();
        assertThat(channel.delivered(WEB)).containsExactly("1", "0", "2", "3");
    }

    @Test
    public void ofTwoRetriesAtOneMomentOneSends() {
        queue.dispatcher().add(channel);
        channel.answers(delivery -> new Outcome.Rejected("400"));
        accept(WEB, 0, 3);
        world.run();
        channel.answers(delivery -> OK);
        CompletableFuture<Integer> one = queue.control().retry(WEB, Set.of()).toCompletableFuture();
        CompletableFuture<Integer> other = queue.control().retry(WEB, Set.of()).toCompletableFuture();
        world.run();
        assertThat(one).isCompletedWithValue(3);
        assertThat(other).isCompletedWithValue(0);
        assertThat(channel.delivered(WEB)).containsExactly("0", "1", "2");
    }

    @Test
    public void aRetryWithoutDeadLettersIsZero() {
        accept(WEB, 0, 1);
        world.run();
        CompletableFuture<Integer> count = queue.control().retry(WEB, Set.of()).toCompletableFuture();
        world.run();
        assertThat(count).isCompletedWithValue(0);
    }

    @Test
    public void farMoreThanTheWindowLeavesInOrder() {
        List<String> sent = accept(WEB, 0, 500);
        accept(DB, 0, 500);
        world.run();
        assertThat(status(WEB).state()).isEqualTo(State.NO_CHANNEL);
        queue.dispatcher().add(channel);
        sent = new ArrayList<>(sent);
        for (int i = 500; i < 600; i++) {
            sent.addAll(accept(WEB, i, i + 1));
            world.runPool();
        }
        world.run();
        assertThat(channel.delivered(WEB)).isEqualTo(sent);
        assertThat(channel.delivered(DB)).hasSize(500);
    }

    @Test
    public void aLaneThatKeepsUpIsNeverReadFromTheStore() {
        queue.dispatcher().add(channel);
        for (int i = 0; i < 100; i++) {
            accept(WEB, i, i + 1);
            world.run();
        }
        assertThat(channel.delivered(WEB)).hasSize(100);
        assertThat(store.reads()).isZero();
    }

    @Test
    public void eventsLargerThanAllMemoryLeaveAllTheSame() {
        queue.dispatcher().add(channel);
        List<String> sent =
                IntStream.range(0, 20).mapToObj(i -> (i + "-").repeat(1_000)).toList();
        sent.forEach(text -> queue.accept(event(WEB, text)));
        world.run();
        assertThat(channel.delivered(WEB)).isEqualTo(sent);
    }

    @Test
    public void aThousandLanesShareTheSlots() {
        queue.dispatcher().add(channel);
        channel.answers(delivery -> null);
        List<Lane> lanes = lanes(1_000);
        lanes.forEach(lane -> accept(lane, 0, 3));
        world.run();
        while (!channel.lanesInFlight().isEmpty()) {
            assertThat(channel.lanesInFlight()).hasSizeLessThanOrEqualTo(SETTINGS.maxInFlight());
            channel.lanesInFlight().forEach(lane -> channel.answer(lane, OK));
            world.run();
        }
        assertThat(channel.mostInFlight()).isEqualTo(SETTINGS.maxInFlight());
        assertThat(lanes).allSatisfy(lane -> assertThat(channel.delivered(lane)).containsExactly("0", "1", "2"));
    }

    @Test
    public void aLongBacklogDelaysNobody() {
        accept(WEB, 0, 1_000);
        List<Lane> others = lanes(50);
        others.forEach(lane -> accept(lane, 0, 1));
        world.run();
        queue.dispatcher().add(channel);
        world.run();
        List<Delivery> attempts = channel.attempts();
        assertThat(attempts.subList(0, 60).stream()
                        .filter(delivery -> !delivery.event().lane().equals(WEB)))
                .as("the short lanes are among the first")
                .hasSize(50);
    }

    @Test
    public void lanesWithLongBacklogsTakeTurns() {
        queue.dispatcher().add(channel);
        channel.answers(delivery -> null);
        List<Lane> lanes = lanes(20);
        lanes.forEach(lane -> accept(lane, 0, 50));
        world.run();
        for (int i = 0; i < 400; i++) {
            channel.answer(channel.lanesInFlight().get(0), OK);
            world.run();
        }
        assertThat(lanes).allSatisfy(lane -> assertThat(channel.delivered(lane)).hasSizeBetween(19, 21));
    }

    @Test
    public void lanesThatFailedUseAQuarterOfTheSlots() {
        queue.dispatcher().add(channel);
        Outcome soon = new Outcome.RetryLater("hangs", STEADY, Duration.ofSeconds(1));
        List<Lane> hanging = lanes(100);
        channel.answers(delivery -> delivery.event().lane().equals(WEB) ? OK : soon);
        hanging.forEach(lane -> accept(lane, 0, 1));
        world.run();
        channel.answers(delivery -> delivery.event().lane().equals(WEB) ? OK : null);
        world.pass(Duration.ofSeconds(10));
        assertThat(channel.lanesInFlight()).as("all hundred want to").hasSize(2);
        List<String> sent = accept(WEB, 0, 50);
        world.run();
        assertThat(channel.delivered(WEB)).isEqualTo(sent);
        for (int i = 0; i < 100; i++) {
            channel.lanesInFlight().forEach(lane -> channel.answer(lane, OK));
            world.run();
        }
        assertThat(hanging)
                .allSatisfy(lane -> assertThat(channel.delivered(lane)).hasSize(1));
    }

    @Test
    public void aLaneWithoutItsChannelWaitsAndGoesOnAtOnce() {
        queue.dispatcher().add(channel("teams", delivery -> CompletableFuture.completedStage(OK)));
        accept(WEB, 0, 3);
        world.run();
        assertThat(status(WEB).state()).isEqualTo(State.NO_CHANNEL);
        assertThat(status(WEB).oldestAccepted()).isNotNull();
        queue.dispatcher().add(channel);
        world.run();
        assertThat(channel.delivered(WEB)).containsExactly("0", "1", "2");
        queue.dispatcher().remove(channel);
        accept(WEB, 3, 5);
        world.run();
        assertThat(status(WEB).state()).isEqualTo(State.NO_CHANNEL);
        queue.dispatcher().add(channel);
        world.run();
        assertThat(channel.delivered(WEB)).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    public void ofTwoChannelsOfOneNameTheNewerIsUsed() {
        ScriptedChannel newer = new ScriptedChannel();
        queue.dispatcher().add(channel);
        queue.dispatcher().add(newer);
        accept(WEB, 0, 1);
        world.run();
        queue.dispatcher().remove(newer);
        accept(WEB, 1, 2);
        world.run();
        assertThat(newer.delivered(WEB)).containsExactly("0");
        assertThat(channel.delivered(WEB)).containsExactly("1");
    }

    @Test
    public void anAttemptOverItsDeadlineIsCancelledAndTheNextKeepsItsDistance() {
        List<Long> times = new ArrayList<>();
        List<CompletableFuture<Outcome>> calls = new ArrayList<>();
        queue.dispatcher().add(channel("pagerduty", delivery -> {
            times.add(world.now().getEpochSecond());
            calls.add(new CompletableFuture<>());
            return calls.get(calls.size() - 1);
        }));
        accept(WEB, 0, 1);
        world.pass(Duration.ofSeconds(34));
        assertThat(calls.get(0)).isNotDone();
        world.pass(Duration.ofSeconds(1));
        assertThat(calls.get(0)).isCancelled();
        assertThat(status(WEB).lastError()).contains("PT35S");
        world.pass(Duration.ofSeconds(100));
        assertThat(times).containsExactly(0L, 70L);
    }

    @Test
    @SuppressWarnings("NullAway") // a channel that is not checked as we are
    public void aChannelThatGivesNoStageOrThrowsAnErrorHoldsItsLaneForAWhileOnly() {
        List<Integer> numbers = new ArrayList<>();
        queue.dispatcher().add(channel("pagerduty", delivery -> {
            numbers.add(delivery.attempt());
            return switch (numbers.size()) {
                case 1 -> null;
                case 2 -> throw new AssertionError("broken");
                default -> CompletableFuture.completedStage(OK);
            };
        }));
        accept(WEB, 0, 2);
        world.run();
        assertThat(status(WEB).lastError()).contains("no stage");
        world.pass(Duration.ofMinutes(1));
        assertThat(numbers).containsExactly(1, 2, 3, 1);
        assertThat(status(WEB).delivered()).isEqualTo(2);
    }

    @Test
    public void aChannelThatBreaksTheMachineLosesItsThreadAndNotItsLane() {
        List<Integer> numbers = new ArrayList<>();
        queue.dispatcher().add(channel("pagerduty", delivery -> {
            numbers.add(delivery.attempt());
            if (numbers.size() == 1) {
                throw new StackOverflowError("deep");
            }
            return CompletableFuture.completedStage(OK);
        }));
        accept(WEB, 0, 1);
        assertThatThrownBy(world::run).isInstanceOf(StackOverflowError.class);
        world.pass(Duration.ofMinutes(1));
        assertThat(numbers).containsExactly(1, 2);
        assertThat(status(WEB).delivered()).isEqualTo(1);
    }

    @Test
    public void aLaneThatGetsNoThreadGivesItsSlotBackAndComesAgain() throws StoreException {
        AtomicInteger refusals = new AtomicInteger(20);
        Surroundings real = world.surroundings();
        Executor scarce = task -> {
            if (refusals.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            real.pool().execute(task);
        };
        DurableQueue poor = DurableQueue.open(
                new MemoryStore(new MemoryStore.Disk(), world.writer(), world.clock(), 0),
                SETTINGS,
                new Surroundings(real.clock(), real.nanoTime(), real.random(), scarce, real.timers()),
                new Meters());
        poor.dispatcher().add(channel);
        lanes(20).forEach(lane -> poor.accept(event(lane, "0")));
        world.run();
        assertThat(poor.status()).allMatch(lane -> lane.state() == State.BACKING_OFF);
        world.pass(Duration.ofMinutes(10));
        assertThat(poor.status()).hasSize(20).allMatch(lane -> lane.delivered() == 1);
    }

    @Test
    public void aRegistryThatThrowsChangesNothing() throws StoreException {
        SimpleMeterRegistry broken = new SimpleMeterRegistry();
        broken.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                throw new IllegalStateException("broken registry");
            }
        });
        Meters meters = new Meters();
        meters.use(broken);
        DurableQueue counted = DurableQueue.open(
                new MemoryStore(new MemoryStore.Disk(), world.writer(), world.clock(), 0),
                SETTINGS,
                world.surroundings(),
                meters);
        AtomicInteger calls = new AtomicInteger();
        channel.answers(delivery -> calls.getAndIncrement() == 0 ? DOWN : OK);
        counted.dispatcher().add(channel);
        CompletableFuture<Receipt> receipt = counted.accept(event(WEB, "0")).toCompletableFuture();
        world.pass(Duration.ofMinutes(1));
        assertThat(receipt).isCompleted();
        assertThat(channel.delivered(WEB)).containsExactly("0");
        assertThat(counted.status()).allMatch(lane -> lane.delivered() == 1 && lane.waiting() == 0);
    }

    @Test
    public void anOutcomeInTimeDisarmsTheDeadline() {
        queue.dispatcher().add(channel);
        channel.answers(delivery -> null);
        accept(WEB, 0, 1);
        world.pass(Duration.ofSeconds(34));
        channel.answer(WEB, OK);
        world.pass(Duration.ofMinutes(10));
        assertThat(channel.delivered(WEB)).containsExactly("0");
        assertThat(channel.attempts(WEB)).hasSize(1);
    }

    @Test
    public void anUnreadableStoreMakesTheLaneWait() {
        accept(WEB, 0, 10);
        world.run();
        world.crash();
        MemoryStore again = new MemoryStore(disk, world.writer(), world.clock(), 0);
        DurableQueue restarted = open(again, SETTINGS);
        again.close();
        restarted.dispatcher().add(channel);
        world.run();
        LaneStatus web = restarted.status().get(0);
        assertThat(web.state()).isEqualTo(State.BACKING_OFF);
        assertThat(web.lastError()).contains("cannot be read");
    }

    @Test
    public void aRestartRepeatsAtMostTheOneThatWasUnderWay() {
        queue.dispatcher().add(channel);
        accept(WEB, 0, 10);
        world.run();
        channel.answers(delivery -> null);
        accept(WEB, 10, 20);
        world.run();
        channel.answer(WEB, OK);
        world.crash(); // delivered, and the settlement is not stored
        channel.forgetCalls();
        channel.answers(delivery -> OK);
        DurableQueue restarted = open(new MemoryStore(disk, world.writer(), world.clock(), 0), SETTINGS);
        restarted.dispatcher().add(channel);
        world.run();
        List<String> expected = new ArrayList<>(
                IntStream.range(0, 20).mapToObj(Integer::toString).toList());
        expected.add(10, "10");
        assertThat(channel.delivered(WEB)).isEqualTo(expected);
    }

    @Test
    public void afterTheEndNothingLeavesAndNothingIsTaken() {
        queue.dispatcher().add(channel);
        channel.answers(delivery -> null);
        accept(WEB, 0, 3);
        accept(DB, 0, 3);
        world.run();
        channel.answer(DB, OK); // its settlement is not committed in time
        queue.close();
        assertThat(channel.lanesInFlight()).as("told to stop").isEmpty();
        world.run();
        world.pass(Duration.ofHours(1));
        assertThat(channel.attempts(WEB)).containsExactly("0");
        assertThat(channel.attempts(DB)).containsExactly("0");
        assertThat(queue.accept(event(WEB, "late")).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    public void statusIsSortedByIdAndHasNoKeyInIt() {
        accept(WEB, 0, 1);
        accept(DB, 0, 1);
        accept(new Lane("pagerduty", "secret-key"), 0, 1);
        world.run();
        List<LaneStatus> all = queue.status();
        assertThat(all).extracting(status -> status.lane().id()).isSorted().hasSize(3);
        assertThat(all.toString()).doesNotContain("secret-key");
    }

    private DurableQueue open(MemoryStore on, Settings settings) {
        try {
            return DurableQueue.open(on, settings, world.surroundings(), new Meters());
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    private LaneStatus status(Lane lane) {
        return queue.status().stream()
                .filter(status -> status.lane().equals(lane))
                .findFirst()
                .orElseThrow();
    }

    private List<String> accept(Lane lane, int from, int to) {
        List<String> texts =
                IntStream.range(from, to).mapToObj(Integer::toString).toList();
        texts.forEach(text -> queue.accept(event(lane, text)));
        return texts;
    }

    private static Event event(Lane lane, String text) {
        return new Event(lane, "v2", Body.of(text), null);
    }

    private static String text(Delivery delivery) {
        return delivery.event().body().utf8();
    }

    private static List<Lane> lanes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Lane("pagerduty", "lane" + i))
                .toList();
    }

    private static DeliveryChannel channel(String name, Function<Delivery, CompletionStage<Outcome>> call) {
        return new DeliveryChannel() {
            @Override
            public String channel() {
                return name;
            }

            @Override
            public CompletionStage<Outcome> deliver(Delivery delivery) {
                return call.apply(delivery);
            }
        };
    }
}
