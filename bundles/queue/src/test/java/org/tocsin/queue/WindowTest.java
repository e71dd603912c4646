// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoredEvent;

public class WindowTest {

    private static final Lane LANE = new Lane("pagerduty", "k");

    private final Window.Budget budget = new Window.Budget(100);
    private final Window window = new Window(4, budget, true);

    @Test
    public void holdsWhatArrivesWhileNothingIsLeftOut() {
        arrive(1, 2, 3);
        assertThat(budget.left()).isEqualTo(70);
        assertThat(orders()).containsExactly(1L, 2L, 3L);
        assertThat(budget.left()).isEqualTo(100);
    }

    @Test
    public void afterAGapNothingIsAddedUntilItIsReadAgain() {
        arrive(1, 2, 3, 4, 5);
        window.remove(1);
        arrive(6);
        assertThat(orders()).as("5 is missing, so 6 must not follow").containsExactly(2L, 3L, 4L);
        arrive(6);
        assertThat(window.size()).isZero();
        window.readBegins();
        window.refill(events(5, 6), true);
        arrive(7);
        assertThat(orders()).containsExactly(5L, 6L, 7L);
    }

    @Test
    public void aCommitThatTheReadHasSeenIsNotAddedTwice() {
        Window fresh = new Window(4, budget, false);
        fresh.readBegins();
        fresh.refill(events(1, 2), true);
        fresh.arrived(event(2));
        fresh.arrived(event(3));
        assertThat(fresh.size()).isEqualTo(3);
    }

    @Test
    public void aCommitDuringAReadMakesItIncomplete() {
        Window fresh = new Window(4, budget, false);
        fresh.readBegins();
        fresh.arrived(event(3)); // the read may not have seen it
        fresh.refill(events(1, 2), true);
        fresh.arrived(event(4));
        assertThat(fresh.size()).isEqualTo(2);
    }

    @Test
    public void aReadThatARequeueOvertookIsNotKept() {
        Window fresh = new Window(4, budget, false);
        fresh.readBegins();
        fresh.invalidate();
        fresh.refill(events(7, 8), true);
        assertThat(fresh.head()).isNull();
        fresh.arrived(event(9));
        assertThat(fresh.head()).isNull();
    }

    @Test
    public void memoryIsTakenFromOneBudgetAndGivenBack() {
        Window other = new Window(100, budget, true);
        LongStream.rangeClosed(1, 20).forEach(order -> other.arrived(event(order)));
        assertThat(other.size()).isEqualTo(10);
        arrive(21);
        assertThat(window.size()).isZero();
        other.clear();
        assertThat(budget.left()).isEqualTo(100);
    }

    @Test
    public void aPartialReadIsIncomplete() {
        Window fresh = new Window(2, budget, false);
        fresh.readBegins();
        fresh.refill(events(1, 2), false);
        fresh.remove(1);
        fresh.arrived(event(4));
        assertThat(fresh.size()).isEqualTo(1);
    }

    private void arrive(long... orders) {
        LongStream.of(orders).forEach(order -> window.arrived(event(order)));
    }

    private List<Long> orders() {
        List<Long> all = new ArrayList<>();
        for (StoredEvent head = window.head(); head != null; head = window.head()) {
            all.add(head.order());
            window.remove(head.order());
        }
        return all;
    }

    private static List<StoredEvent> events(long... orders) {
        return LongStream.of(orders).mapToObj(WindowTest::event).toList();
    }

    private static StoredEvent event(long order) {
        return new StoredEvent(order, new Event(LANE, "v2", Body.of("0123456789"), null), Instant.EPOCH);
    }
}
