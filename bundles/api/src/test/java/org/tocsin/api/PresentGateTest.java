// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.After;
import org.junit.Test;

/** While a gate is exchanged nobody goes through where it was. */
public class PresentGateTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String THREAD = "tocsin-api-test";
    private static final Lane LANE = new Lane("pagerduty", "0123456789abcdef0123456789abcdef");

    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final CompletableFuture<Void> second = new CompletableFuture<>();
    private final IntakeGate one = lane -> first;
    private final IntakeGate two = lane -> second;

    @After
    public void noThreadIsLeft() {
        await("the end of its thread")
                .atMost(SOON)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals(THREAD)));
    }

    @Test
    public void whereThereWasNeverAGateNobodyWaits() {
        assertThat(turn(new PresentGate(false, THREAD))).isCompleted();
    }

    @Test
    public void theGateThatIsThereSaysWhoseTurnItIs() {
        PresentGate gate = new PresentGate(false, THREAD);
        gate.bind(one);
        CompletableFuture<Void> turn = turn(gate);
        assertThat(turn).isNotDone();

        first.complete(null);

        assertThat(turn).isCompleted();
    }

    @Test
    public void whoComesWhileAGateIsExchangedWaitsForTheNextOneAndIsHeldByIt() {
        PresentGate gate = new PresentGate(false, THREAD);
        gate.bind(one);
        gate.unbind(one);
        CompletableFuture<Void> between = turn(gate);
        assertThat(between).isNotDone();

        gate.bind(two);

        assertThat(between).as("the next one has not let it go").isNotDone();
        second.complete(null);
        assertThat(between).isCompleted();
    }

    @Test
    public void theNextOneMayComeBeforeTheFormerHasGone() {
        PresentGate gate = new PresentGate(false, THREAD);
        gate.bind(one);
        gate.bind(two);
        gate.unbind(one);

        second.complete(null);

        assertThat(turn(gate)).isCompleted();
    }

    @Test
    public void aDoorThatOpensBeforeItsGateWaitsForIt() {
        PresentGate gate = new PresentGate(true, THREAD);
        CompletableFuture<Void> turn = turn(gate);
        assertThat(turn).isNotDone();

        gate.bind(one);
        first.complete(null);

        assertThat(turn).isCompleted();
    }

    @Test
    public void aGateThatDoesNotComeBackHoldsNobodyForEver() {
        PresentGate gate = new PresentGate(false, THREAD, Duration.ofMillis(50));
        gate.bind(one);
        gate.unbind(one);
        CompletableFuture<Void> turn = turn(gate);

        await("the end of the wait").atMost(SOON).until(turn::isDone);

        assertThat(turn).isCompleted();
        assertThat(turn(gate)).isCompleted();
    }

    @Test
    public void whoWaitsAtADoorThatClosesIsToldToComeAgain() {
        PresentGate gate = new PresentGate(true, THREAD);
        CompletableFuture<Void> turn = turn(gate);

        gate.close();
        gate.bind(one);
        gate.unbind(one); // as Declarative Services does it, after the end: nobody begins to wait anew

        assertThatThrownBy(turn::join)
                .cause()
                .isInstanceOfSatisfying(
                        QueueRefusedException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(QueueRefusedException.Reason.NOT_READY));
    }

    private static CompletableFuture<Void> turn(PresentGate gate) {
        return gate.turn(LANE).toCompletableFuture();
    }
}
