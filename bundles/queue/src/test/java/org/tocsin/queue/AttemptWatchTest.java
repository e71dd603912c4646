// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.Delivery;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.Outcome;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.StoredEvent;

/** One timer tells of all attempts that last. */
public class AttemptWatchTest {

    private static final Lane LANE = new Lane("pagerduty", "key");

    private final World world = new World(1);
    private final LaneTable table =
            new LaneTable(QueueFixture.settings(8, Duration.ofSeconds(10), 1, 1), world::nanoTime, new LaneRoll());
    private final Slots slots = new Slots(2_000);
    private final List<String> told = new ArrayList<>();
    private int timers;

    @Test
    public void anAttemptIsToldOfOnceWhenItTakesLongAndOnceWhenItIsOverdue() {
        AttemptWatch watch = watch(Duration.ofSeconds(10));
        watch.begins(attempt(1));
        world.pass(Duration.ofMillis(1_500));
        watch.begins(attempt(2));
        world.pass(Duration.ofMillis(1_499));
        assertThat(told).isEmpty();
        world.pass(Duration.ofMillis(1));
        assertThat(told).containsExactly("1 slows");
        world.pass(Duration.ofSeconds(2));
        assertThat(told).containsExactly("1 slows", "2 slows");
        world.pass(Duration.ofMinutes(1));
        assertThat(told).containsExactly("1 slows", "2 slows", "1 overdue", "2 overdue");
    }

    @Test
    public void anAttemptWithAShortDeadlineIsOverdueWithoutHavingBeenSlow() {
        AttemptWatch watch = watch(Duration.ofSeconds(1));
        watch.begins(attempt(1));
        world.pass(Duration.ofSeconds(5));
        assertThat(told).containsExactly("1 overdue");
    }

    @Test
    public void attemptsThatEndInTimeCostNoTimerOfTheirOwn() {
        AttemptWatch watch = watch(Duration.ofSeconds(10));
        for (int i = 0; i < 1_000; i++) {
            Attempt attempt = attempt(i);
            watch.begins(attempt);
            watch.ends(attempt);
        }
        assertThat(timers).isEqualTo(1);
        world.pass(Duration.ofMinutes(1));
        assertThat(told).isEmpty();
        assertThat(timers).as("and none while nothing is under way").isEqualTo(1);
        watch.begins(attempt(1));
        world.pass(Duration.ofSeconds(3));
        assertThat(told).containsExactly("1 slows");
        assertThat(watch.attempts()).hasSize(1);
    }

    private AttemptWatch watch(Duration deadline) {
        Timers counted = (wait, call) -> {
            timers++;
            world.after(wait, call);
        };
        return new AttemptWatch(table, deadline, world::nanoTime, counted, new AttemptWatch.Listener() {
            @Override
            public void slows(Attempt attempt) {
                told.add(attempt.number() + " slows");
            }

            @Override
            public void overdue(Attempt attempt) {
                told.add(attempt.number() + " overdue");
            }
        });
    }

    private Attempt attempt(int number) {
        slots.enqueue(table.add(LaneRecord.empty(LANE)));
        DeliveryChannel none = new DeliveryChannel() {
            @Override
            public String channel() {
                return "pagerduty";
            }

            @Override
            public CompletableFuture<Outcome> deliver(Delivery delivery) {
                return new CompletableFuture<>();
            }
        };
        StoredEvent event = new StoredEvent(number, new Event(LANE, "v2", Body.of("x"), null), Instant.EPOCH);
        return new Attempt(
                Objects.requireNonNull(slots.take()),
                none,
                event,
                new Delivery(event.event(), event.order(), "name", number),
                Duration.ofSeconds(10),
                (attempt, outcome) -> {});
    }
}
