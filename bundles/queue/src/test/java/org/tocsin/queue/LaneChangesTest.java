// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.Test;
import org.tocsin.api.Backoff;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.LaneStatus.State;
import org.tocsin.api.Outcome;

/** A person's hand on lanes that are at work. */
public class LaneChangesTest {

    private static final Lane WEB = new Lane("pagerduty", "web");
    private static final Lane DB = new Lane("pagerduty", "db");
    private static final Backoff STEADY = new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(10), false);
    private static final Outcome DOWN = new Outcome.RetryLater("503", STEADY, null);

    private final Rig rig = new Rig();
    private final ScriptedChannel channel = new ScriptedChannel();

    @Test
    public void aHeldLaneStopsAfterTheAttemptUnderWayAndTakesEventsAllTheSame() {
        rig.add(channel.answers(delivery -> null));
        rig.accept(WEB, 0, 3);
        rig.accept(DB, 0, 1);
        rig.run();
        CompletionStage<Void> held = rig.control().hold(WEB, true);
        rig.run();
        assertThat(held.toCompletableFuture()).isCompleted();
        assertThat(rig.status(WEB).state()).as("with an attempt under way").isEqualTo(State.SENDING);
        channel.answers(delivery -> Rig.OK);
        channel.answer(WEB, Rig.OK);
        channel.answer(DB, Rig.OK);
        rig.accept(WEB, 3, 5);
        rig.pass(Duration.ofHours(1));
        assertThat(channel.delivered(WEB)).containsExactly("0");
        assertThat(channel.delivered(DB)).containsExactly("0");
        LaneStatus web = rig.status(WEB);
        assertThat(web.state()).isEqualTo(State.HELD);
        assertThat(web.waiting()).isEqualTo(4);
        assertThat(web.drain()).isNull();
        assertThat(rig.queue().health().text()).contains("1 lanes held");
        rig.get(rig.control().hold(WEB, false));
        assertThat(channel.delivered(WEB)).containsExactly("0", "1", "2", "3", "4");
        assertThat(rig.status(WEB).state()).isEqualTo(State.IDLE);
    }

    @Test
    public void aLaneIsHeldOverARestart() {
        rig.accept(WEB, 0, 2);
        rig.run();
        rig.get(rig.control().hold(WEB, true));
        rig.restart();
        rig.add(channel);
        rig.pass(Duration.ofHours(1));
        assertThat(rig.status(WEB).state()).isEqualTo(State.HELD);
        assertThat(channel.attempts(WEB)).isEmpty();
        rig.get(rig.control().hold(WEB, false));
        assertThat(channel.delivered(WEB)).containsExactly("0", "1");
    }

    @Test
    public void aLaneThatBacksOffIsHeldAtItsNextTry() {
        rig.add(channel.answers(delivery -> DOWN));
        rig.accept(WEB, 0, 1);
        rig.run();
        rig.get(rig.control().hold(WEB, true));
        assertThat(rig.status(WEB).state()).isEqualTo(State.HELD);
        rig.pass(Duration.ofMinutes(10));
        assertThat(channel.attempts(WEB)).hasSize(1);
        assertThat(rig.queue().health().text()).doesNotContain("blocked");
        rig.get(rig.control().hold(WEB, false));
        assertThat(channel.attempts(WEB)).hasSize(2);
    }

    @Test
    public void aLaneThatNeverHadAnEventCanBeHeld() {
        rig.get(rig.control().hold(WEB, true));
        rig.add(channel);
        rig.accept(WEB, 0, 1);
        rig.run();
        assertThat(rig.status(WEB).state()).isEqualTo(State.HELD);
        assertThat(channel.attempts(WEB)).isEmpty();
    }

    @Test
    public void theEventInFlightIsNeverDropped() throws Exception {
        rig.add(channel.answers(delivery -> null));
        rig.accept(WEB, 0, 5);
        rig.run();
        assertThat(rig.drop(WEB, 1L, 2L, 4L, 99L)).isEqualTo(2);
        assertThat(rig.status(WEB).waiting()).isEqualTo(3);
        assertThat(rig.status(WEB).dropped()).isEqualTo(2);
        channel.answers(delivery -> Rig.OK);
        channel.answer(WEB, Rig.OK);
        rig.run();
        assertThat(channel.delivered(WEB)).containsExactly("0", "2", "4");
        assertThat(rig.list(WEB, EventState.DROPPED)).hasSize(2);
    }

    @Test
    public void anEventThatIsAboutToBeDroppedIsNotBegunWith() {
        rig.add(channel.answers(delivery -> null));
        rig.accept(WEB, 0, 3);
        rig.run();
        CompletableFuture<Integer> dropped =
                rig.control().drop(WEB, Set.of(2L), "because").toCompletableFuture(); // not committed yet
        channel.answer(WEB, Rig.OK);
        rig.world.runPool();
        assertThat(channel.attempts(WEB)).as("until the drop is committed").containsExactly("0");
        rig.run();
        assertThat(dropped).isCompletedWithValue(1);
        assertThat(channel.attempts(WEB)).containsExactly("0", "2");
        assertThat(rig.status(WEB).waiting()).isEqualTo(1);
        assertThat(rig.status(WEB).delivered()).isEqualTo(1);
    }

    @Test
    public void aPurgeLeavesADeadLetterThatWaitsAgain() {
        rig.add(channel.answers(delivery -> new Outcome.Rejected("400")));
        rig.accept(WEB, 0, 2);
        rig.run();
        channel.answers(delivery -> null);

        CompletableFuture<Integer> retried =
                rig.control().retry(WEB, Set.of(1L)).toCompletableFuture();
        CompletableFuture<Integer> purged =
                rig.control().purge(WEB, Set.of(1L, 2L)).toCompletableFuture();
        rig.run();

        assertThat(retried).isCompletedWithValue(1);
        assertThat(purged).isCompletedWithValue(1);
        assertThat(rig.status(WEB).waiting()).isEqualTo(1);
        assertThat(rig.status(WEB).dead()).isZero();
        assertThat(rig.status(WEB).dropped()).isZero();
    }

    @Test
    public void aHeadThatCannotLeaveIsDroppedAndTheNextOneGoes() {
        rig.add(channel.answers(delivery -> delivery.order() == 1 ? DOWN : Rig.OK));
        rig.accept(WEB, 0, 3);
        rig.run();
        assertThat(rig.drop(WEB, 1L)).isEqualTo(1);
        rig.pass(Duration.ofSeconds(11));
        assertThat(channel.delivered(WEB)).containsExactly("1", "2");
        assertThat(rig.status(WEB).waiting()).isZero();
    }

    @Test
    public void aLaneWhoseLastEventIsDroppedIsIdleAndNotBlocked() {
        rig.add(channel.answers(delivery -> DOWN));
        rig.accept(WEB, 0, 1);
        rig.run();
        rig.drop(WEB, 1L);
        rig.pass(Duration.ofMinutes(10));
        assertThat(rig.status(WEB).state()).isEqualTo(State.IDLE);
        assertThat(rig.queue().health().text()).doesNotContain("blocked");
    }

    @Test
    public void aDeadLetterIsEditedAndRetriedInItsPlace() {
        rig.add(channel.answers(
                delivery -> delivery.event().body().utf8().equals("0") ? new Outcome.Rejected("400") : Rig.OK));
        rig.accept(WEB, 0, 2);
        rig.run();
        Event better = new Event(WEB, "v2", Body.of("better"), null);
        assertThat(rig.get(rig.control().edit(1, better))).isEqualTo(1);
        assertThat(rig.get(rig.control().edit(2, better))).as("a delivered one").isZero();
        assertThat(rig.get(rig.control().retry(WEB, Set.of(1L)))).isEqualTo(1);
        assertThat(channel.delivered(WEB)).containsExactly("1", "better");
        assertThat(rig.status(WEB).dead()).isZero();
        assertThat(rig.status(WEB).delivered()).isEqualTo(2);
    }

    @Test
    public void nothingIsChangedInALaneThatNobodyKnows() {
        assertThat(rig.get(rig.control().retry(DB, Set.of()))).isZero();
        assertThat(rig.drop(DB, 1L)).isZero();
        assertThat(rig.queue().status()).isEmpty();
    }

    @Test
    public void aChangeThatTheStoreRefusesLetsTheLaneGoOn() {
        rig.add(channel.answers(delivery -> null));
        rig.accept(WEB, 0, 3);
        rig.run();
        rig.store().breakCommits(true);
        CompletableFuture<Integer> drop =
                rig.control().drop(WEB, Set.of(2L), "because").toCompletableFuture();
        rig.run();
        assertThat(drop).isCompletedExceptionally();
        rig.store().breakCommits(false);
        channel.answers(delivery -> Rig.OK);
        channel.answer(WEB, Rig.OK);
        rig.run();
        assertThat(channel.delivered(WEB)).containsExactly("0", "1", "2");
    }

    @Test
    public void afterTheStoreHasMendedItselfTheLanesAreAsItSays() {
        rig.add(channel.answers(delivery -> null));
        rig.accept(WEB, 0, 10);
        rig.accept(DB, 0, 4);
        rig.run();
        rig.store().damage(); // even order numbers are gone
        channel.answers(delivery -> Rig.OK);
        channel.answer(WEB, Rig.OK);
        channel.answer(DB, Rig.OK);
        rig.run();
        assertThat(channel.delivered(WEB)).containsExactly("0", "2", "4", "6", "8");
        assertThat(rig.status(WEB).waiting()).isZero();
        assertThat(rig.status(WEB).delivered()).isEqualTo(5);
        assertThat(rig.status(DB).waiting()).isZero();
        assertThat(rig.queue().status()).allMatch(lane -> lane.state() == State.IDLE);
    }

    @Test
    public void aNewEventMakesALaneThatBacksOffTrySoonUnlessItWasAskedToWait() {
        Backoff long5 = new Backoff(Duration.ofMinutes(5), Duration.ofMinutes(5), true);
        Backoff asked = new Backoff(Duration.ofMinutes(5), Duration.ofMinutes(5), false);
        Lane throttled = new Lane("pagerduty", "throttled");
        rig.add(channel.answers(delivery ->
                new Outcome.RetryLater("down", delivery.event().lane().equals(WEB) ? long5 : asked, null)));
        rig.accept(WEB, 0, 1);
        rig.accept(throttled, 0, 1);
        rig.run();
        int late = 0;
        for (int round = 1; round <= 50; round++) {
            int before = channel.attempts(WEB).size();
            rig.accept(WEB, round, round + 1);
            rig.accept(throttled, round, round + 1);
            rig.pass(Duration.ofSeconds(31));
            late += channel.attempts(WEB).size() > before ? 0 : 1;
        }
        assertThat(late).as("rounds without a try").isZero();
        assertThat(channel.attempts(WEB)).as("one try for a wait").hasSizeLessThan(120);
        assertThat(channel.attempts(throttled)).hasSize(1 + 50 * 31 / 300);
    }

    @Test
    public void anEventThatIsTooOldIsADeadLetterWithoutAnAttempt() throws Exception {
        Rig aged = new Rig("maxAge", "PT1H");
        aged.add(channel.answers(delivery -> DOWN));
        aged.accept(WEB, 0, 2);
        aged.pass(Duration.ofMinutes(50));
        aged.accept(WEB, 2, 3);
        int tried = channel.attempts(WEB).size();
        aged.pass(Duration.ofMinutes(11));
        assertThat(aged.status(WEB).dead()).isEqualTo(2);
        assertThat(channel.attempts(WEB)).as("the second was never tried").doesNotContain("1");
        assertThat(channel.attempts(WEB).size()).isGreaterThan(tried);
        assertThat(aged.list(WEB, EventState.DEAD))
                .extracting(record -> record.answer())
                .containsExactly("expired after PT1H: 503", "expired after PT1H");
        channel.answers(delivery -> Rig.OK);
        assertThat(aged.get(aged.control().retry(WEB, Set.of()))).isEqualTo(2);
        aged.pass(Duration.ofMinutes(1));
        assertThat(channel.delivered(WEB)).as("a retry is as good as new").contains("0", "1", "2");
    }
}
