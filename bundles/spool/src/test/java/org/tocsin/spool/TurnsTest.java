// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.QueueRefusedException.Reason;

/** Who comes by a door waits for what was dropped before, and for nothing else. */
public class TurnsTest {

    private static final Lane ONE = new Lane("pagerduty", Drops.KEY);
    private static final Lane TWO = new Lane("pagerduty", Drops.OTHER);
    private static final Lane OPS = new Lane("slack", "ops");

    private final AtomicLong time = new AtomicLong();
    private boolean empty = true;
    private int wakes;
    private final Turns turns = new Turns(() -> empty, () -> wakes++, time::get);

    @Test
    public void everybodyWaitsForWhatWasThereAtTheStart() {
        CompletableFuture<Void> turn = turn(ONE);
        assertThat(turn).isNotDone();
        assertThat(wakes).isEqualTo(1);

        pass(true, Set.of(), Set.of(), null);

        assertThat(turn).isCompleted();
        assertThat(turn(TWO)).isCompleted();
        assertThat(wakes).isEqualTo(1);
    }

    @Test
    public void aStartThatTakesLongIsToldAsNotReady() {
        CompletableFuture<Void> turn = turn(ONE);
        pass(false, Set.of(), Set.of(), null);
        assertThat(turn).isNotDone();

        time.addAndGet(Turns.PATIENCE.toNanos());
        turns.expire();

        assertRefused(turn, Reason.NOT_READY);
        CompletableFuture<Void> next = turn(ONE);
        pass(true, Set.of(), Set.of(), null);
        assertThat(next).isCompleted();
    }

    @Test
    public void whoComesDuringAPassWaitsForTheNextOne() {
        pass(true, Set.of(), Set.of(), null);
        turns.passBegins();
        empty = false;
        CompletableFuture<Void> turn = turn(ONE);
        turns.passEnded(true, Set.of(), Set.of(), null);
        assertThat(turn).as("it was dropped after this pass had looked").isNotDone();

        pass(true, Set.of(), Set.of(), null);

        assertThat(turn).isCompleted();
    }

    @Test
    public void filesThatAreDroppedWithoutAnEndKeepNobodyOut() {
        pass(true, Set.of(), Set.of(), null);
        empty = false;
        CompletableFuture<Void> turn = turn(ONE);

        assertThat(turns.nextExpiry()).isEqualTo(Turns.PATIENCE);
        pass(true, Set.of(), Set.of(), null);

        assertThat(turn)
                .as("what was there before it is through, whatever has come since")
                .isCompleted();
    }

    @Test
    public void whoCameAfterMoreFilesThanAreTakenInInTimeOvertakesNoneOfThem() {
        pass(true, Set.of(), Set.of(), null);
        empty = false;
        CompletableFuture<Void> turn = turn(ONE);
        turns.passBegins();

        time.addAndGet(Turns.PATIENCE.toNanos());
        turns.expire();

        assertRefused(turn, Reason.NOT_READY);
    }

    @Test
    public void aFaultOfTheSpoolItselfHoldsUpNobodyForLong() {
        CompletableFuture<Void> turn = turn(ONE);
        turns.passBegins();
        turns.passFailed();
        assertThat(turn).isNotDone();

        time.addAndGet(Turns.PATIENCE.toNanos());
        turns.expire();

        assertThat(turn).isCompleted();
    }

    @Test
    public void aLaneIsRefusedAsItsFilesAreAndOthersAreNot() {
        pass(true, Set.of(ONE), Set.of(), new QueueRefusedException(Reason.FULL, "queue: is full"));

        assertRefused(turn(ONE), Reason.FULL);
        assertThat(turn(TWO)).isCompleted();
        pass(true, Set.of(), Set.of(), null);
        assertThat(turn(ONE)).isCompleted();
    }

    @Test
    public void aChannelWhoseFilesNobodyReadsYetWaits() {
        pass(true, Set.of(), Set.of("slack"), null);

        assertThat(turn(ONE)).isCompleted();
        CompletableFuture<Void> turn = turn(OPS);
        pass(true, Set.of(), Set.of("slack"), null);
        assertThat(turn).isNotDone();
        pass(true, Set.of(), Set.of(), null);
        assertThat(turn).isCompleted();
    }

    @Test
    public void whoComesToASpoolThatIsClosedIsToldToTryAgainAndOvertakesNoFile() {
        CompletableFuture<Void> turn = turn(ONE);

        turns.close();

        assertRefused(turn, Reason.NOT_READY);
        assertRefused(turn(ONE), Reason.NOT_READY);
        pass(true, Set.of(), Set.of(), null);
        assertRefused(turn(ONE), Reason.NOT_READY);
    }

    @Test
    public void aPassThatWasCutShortReleasesNobody() {
        pass(true, Set.of(), Set.of(), null);
        empty = false;
        CompletableFuture<Void> turn = turn(TWO);

        pass(false, Set.of(ONE), Set.of(), new QueueRefusedException(Reason.NOT_READY, "queue: is not ready"));

        assertThat(turn)
                .as("a file of its lane may be among those not looked at")
                .isNotDone();
        assertRefused(turn(ONE), Reason.NOT_READY);
        empty = true;
        CompletableFuture<Void> next = turn(TWO);
        assertThat(next).as("what was claimed is no longer at the door").isNotDone();
        time.addAndGet(Turns.PATIENCE.toNanos());
        turns.expire();
        assertRefused(turn, Reason.NOT_READY);
        assertRefused(next, Reason.NOT_READY);
        pass(true, Set.of(), Set.of(), null);
        assertThat(turn(TWO)).isCompleted();
    }

    private CompletableFuture<Void> turn(Lane lane) {
        return turns.turn(lane).toCompletableFuture();
    }

    private void pass(boolean through, Set<Lane> lanes, Set<String> channels, @Nullable QueueRefusedException reason) {
        turns.passBegins();
        turns.passEnded(through, lanes, channels, reason);
    }

    private static void assertRefused(CompletableFuture<Void> turn, Reason reason) {
        assertThatThrownBy(turn::join)
                .cause()
                .isInstanceOfSatisfying(
                        QueueRefusedException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }
}
