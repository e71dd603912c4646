// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.tocsin.sandbox.Bytes;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.order.Violation.Kind;

/** The oracle must find every breach, and nothing where there is none. */
public class VerdictTest {

    private static final String LANE = "aaaaaaaaaaaaaaaaaaaaaaaaaaaa0001";
    private static final String OTHER = "bbbbbbbbbbbbbbbbbbbbbbbbbbbb0002";

    private final Ledger ledger = new Ledger();
    private final List<Received> log = new ArrayList<>();

    @Test
    public void allInOrderIsClean() {
        sent(LANE, 1, 2, 3);
        sent(OTHER, 1);
        arrived(LANE, 1, 2);
        arrived(OTHER, 1);
        arrived(LANE, 3);

        assertThat(verdict(0).clean()).isTrue();
        assertThat(verdict(0).report())
                .isEqualTo("clean: nothing lost, nothing reordered, nothing changed"
                        + " (4 accepted, 4 arrived in 2 lanes, 0 repeated, 0 kills)");
    }

    @Test
    public void findsALoss() {
        sent(LANE, 1, 2, 3);
        arrived(LANE, 1, 3);

        assertThat(kinds(1)).containsExactly(Kind.LOST);
        assertThat(verdict(1).report()).contains("LOST in lane …0001: event 2 'm-2' was accepted and never arrived");
    }

    @Test
    public void findsAReorder() {
        sent(LANE, 1, 2, 3);
        arrived(LANE, 1, 3, 2);

        assertThat(kinds(1)).containsExactly(Kind.REORDERED);
        assertThat(verdict(1).report()).contains("event 2 'm-2' came as request 3, behind event 3 'm-3'");
    }

    @Test
    public void findsAChangedByteAndSaysWhere() {
        sent(LANE, 1, 2);
        arrived(LANE, 1);
        log.add(received(LANE, body(2).replace("\"n\":1.0", "\"n\":1.1"), true, null));

        assertThat(kinds(1)).containsExactly(Kind.CHANGED);
        assertThat(verdict(1).report()).contains("different from byte " + body(2).indexOf("0}"));
    }

    @Test
    public void oneRepeatPerKillIsAllowedDirectlyBehindItsOriginal() {
        sent(LANE, 1, 2, 3);
        arrived(LANE, 1, 2, 2, 3);

        assertThat(verdict(1).clean()).isTrue();
        assertThat(verdict(1).repeats()).isEqualTo(1);
        assertThat(kinds(0)).containsExactly(Kind.TOO_MANY_REPEATS);
    }

    @Test
    public void twoRepeatsInOneLaneAreTooManyForOneKill() {
        sent(LANE, 1, 2, 3);
        arrived(LANE, 1, 1, 2, 2, 3);

        assertThat(kinds(1)).containsExactly(Kind.TOO_MANY_REPEATS);
        assertThat(verdict(2).clean()).isTrue();
    }

    @Test
    public void twoRepeatsOfOneEventAreTooManyForOneKill() {
        sent(LANE, 1);
        arrived(LANE, 1, 1, 1);

        assertThat(kinds(1)).containsExactly(Kind.TOO_MANY_REPEATS);
    }

    @Test
    public void oneRepeatInEachOfTwoLanesIsOnePerLane() {
        sent(LANE, 1);
        sent(OTHER, 1);
        arrived(LANE, 1, 1);
        arrived(OTHER, 1, 1);

        assertThat(verdict(1).clean()).isTrue();
    }

    @Test
    public void findsARepeatThatIsLate() {
        sent(LANE, 1, 2, 3);
        arrived(LANE, 1, 2, 1, 3);

        assertThat(kinds(5)).containsExactly(Kind.LATE_REPEAT);
    }

    @Test
    public void findsARepeatWithOtherBytes() {
        sent(LANE, 1);
        log.add(received(LANE, spliced(1, "k1"), true, null));
        log.add(received(LANE, spliced(1, "k2"), true, null));

        assertThat(kinds(1)).containsExactly(Kind.CHANGED);
    }

    @Test
    public void findsWhatNobodySent() {
        sent(LANE, 1);
        arrived(LANE, 1);
        arrived(OTHER, 7);

        assertThat(kinds(1)).containsExactly(Kind.NEVER_SENT);
    }

    @Test
    public void theDocumentedSpliceIsNoChange() {
        sent(LANE, 1);
        log.add(received(LANE, spliced(1, "0a1b"), true, null));

        assertThat(verdict(0).clean()).isTrue();
    }

    @Test
    public void anyOtherSpliceIsAChange() {
        sent(LANE, 1);
        log.add(received(LANE, "{\"extra\":\"x\"," + body(1).substring(1), true, null));

        assertThat(kinds(0)).containsExactly(Kind.CHANGED);
    }

    @Test
    public void whatTheSandboxRefusedHasNotArrived() {
        sent(LANE, 1);
        log.add(received(LANE, body(1), false, "503"));

        assertThat(kinds(0)).containsExactly(Kind.LOST);
        arrived(LANE, 1);
        assertThat(verdict(0).clean()).isTrue();
    }

    @Test
    public void aRepeatAfterALostAnswerNeedsNoKill() {
        sent(LANE, 1, 2);
        log.add(received(LANE, body(1), true, "lost"));
        arrived(LANE, 1, 2);

        assertThat(verdict(0).clean()).isTrue();
        assertThat(verdict(0).repeats()).isEqualTo(1);
    }

    @Test
    public void anUnsureEventMayBeThereOrNotButInItsPlace() {
        sent(LANE, 1);
        ledger.unsure(LANE, "m-2", Bytes.of(body(2)));
        sent(LANE, 3);

        arrived(LANE, 1, 3);
        assertThat(verdict(0).clean()).isTrue();
        arrived(LANE, 2);
        assertThat(kinds(0)).containsExactly(Kind.REORDERED);
    }

    @Test
    public void anUnsureEventThatWasSentAgainMayArriveTwiceAndMustArriveOnce() {
        ledger.unsure(LANE, "m-1", Bytes.of(body(1)));
        sent(LANE, 1, 2);

        arrived(LANE, 1, 1, 2);
        assertThat(verdict(0).clean()).isTrue();
        log.clear();
        arrived(LANE, 2);
        assertThat(kinds(0)).containsExactly(Kind.LOST);
    }

    @Test
    public void eachAcceptanceOfAnEventThatWasSentAgainMayBeRepeatedByAKill() {
        ledger.unsure(LANE, "m-1", Bytes.of(body(1)));
        sent(LANE, 1);

        arrivedWithKeys("k1", "k1", "k2");
        assertThat(verdict(1).report()).startsWith("clean");
        assertThat(kinds(0)).containsExactly(Kind.TOO_MANY_REPEATS);
        log.clear();
        arrivedWithKeys("k1", "k2", "k2");
        assertThat(verdict(1).report()).startsWith("clean");
        assertThat(kinds(0)).containsExactly(Kind.TOO_MANY_REPEATS);
    }

    @Test
    public void anEventCannotComeWithMoreKeysThanItWasSent() {
        ledger.unsure(LANE, "m-1", Bytes.of(body(1)));
        sent(LANE, 1);

        arrivedWithKeys("k1", "k2", "k3");
        assertThat(kinds(9)).containsExactly(Kind.CHANGED);
        log.clear();
        arrivedWithKeys("k1", "k2", "k1");
        assertThat(kinds(9)).containsExactly(Kind.CHANGED);
    }

    @Test
    public void anEventOfUnknownBytesIsKnownByItsMark() {
        ledger.accepted(LANE, "m-1", null);
        ledger.accepted(LANE, "m-11", null);

        arrived(LANE, 1, 11);
        assertThat(verdict(0).clean()).isTrue();
        log.clear();
        arrived(LANE, 11, 1);
        assertThat(kinds(0)).containsExactly(Kind.REORDERED);
    }

    @Test
    public void aMarkIsTakenOnce() {
        sent(LANE, 1, 2);

        assertThatThrownBy(() -> sent(LANE, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private void sent(String lane, int... numbers) {
        for (int number : numbers) {
            ledger.accepted(lane, "m-" + number, Bytes.of(body(number)));
        }
    }

    private void arrivedWithKeys(String... dedupKeys) {
        for (String dedupKey : dedupKeys) {
            log.add(received(LANE, spliced(1, dedupKey), true, null));
        }
    }

    private void arrived(String lane, int... numbers) {
        for (int number : numbers) {
            log.add(received(lane, body(number), true, null));
        }
    }

    private Received received(String lane, String body, boolean accepted, @Nullable String failure) {
        return new Received(
                log.size() + 1,
                Instant.EPOCH,
                "/v2/enqueue",
                "v2",
                lane,
                "d",
                "trigger",
                accepted ? 202 : 503,
                failure,
                accepted,
                Bytes.of(body));
    }

    private static String body(int number) {
        return "{\"mark\":\"m-" + number + "\",\"n\":1.0}";
    }

    private static String spliced(int number, String dedupKey) {
        return "{\"dedup_key\":\"" + dedupKey + "\"," + body(number).substring(1);
    }

    private Verdict verdict(int kills) {
        return Verdict.of(ledger, log, kills);
    }

    private List<Kind> kinds(int kills) {
        return verdict(kills).violations().stream().map(Violation::kind).toList();
    }
}
