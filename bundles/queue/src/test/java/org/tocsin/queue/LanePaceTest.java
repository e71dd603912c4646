// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.Test;
import org.tocsin.api.Backoff;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.LaneStatus.State;
import org.tocsin.api.Outcome;
import org.tocsin.api.store.StoreException;

/** A rate of its own for each lane, in a world that stands still. */
public class LanePaceTest {

    private static final Lane WEB = new Lane("pagerduty", "web");
    private static final Lane DB = new Lane("pagerduty", "db");

    private final World world = new World(1);
    private final ScriptedChannel channel = new ScriptedChannel();
    private final MemoryStore store = new MemoryStore(new MemoryStore.Disk(), world.writer(), world.clock(), 0);

    @Test
    public void aBucketFillsSteadilyAndNeverOver() {
        LanePace pace = new LanePace(Duration.ofSeconds(2), 3);
        long now = -5_000_000_000L; // a clock of nanoseconds begins anywhere
        for (int i = 0; i < 3; i++) {
            assertThat(pace.untilToken(now)).isZero();
            pace.take(now);
        }
        assertThat(pace.untilToken(now)).isEqualTo(Duration.ofSeconds(2));
        now += Duration.ofMillis(500).toNanos();
        assertThat(pace.untilToken(now)).isEqualTo(Duration.ofMillis(1_500));
        now += Duration.ofMillis(1_500).toNanos();
        assertThat(pace.untilToken(now)).isZero();
        pace.take(now);
        now += Duration.ofHours(9).toNanos();
        for (int i = 0; i < 3; i++) {
            assertThat(pace.untilToken(now)).isZero();
            pace.take(now);
        }
        assertThat(pace.untilToken(now)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    public void aLaneWithoutATokenWaitsWithoutAnAttemptAndTheOthersGoOn() {
        DurableQueue queue = open(Map.of("ratePerMinute." + WEB.id(), "60", "burst", "3"));
        queue.dispatcher().add(channel);
        accept(queue, WEB, 6);
        accept(queue, DB, 20);
        world.run();
        assertThat(channel.delivered(WEB)).containsExactly("0", "1", "2");
        assertThat(channel.delivered(DB)).hasSize(20);
        LaneStatus waits = status(queue, WEB);
        assertThat(waits.state()).isEqualTo(State.BACKING_OFF);
        assertThat(waits.waiting()).isEqualTo(3);
        assertThat(waits.attempts()).as("of the head").isZero();
        assertThat(waits.lastError()).isEqualTo("waits for its turn, see ratePerMinute");
        assertThat(waits.nextTry()).isEqualTo(world.now().plusSeconds(1));

        world.pass(Duration.ofMillis(999));
        assertThat(channel.attempts(WEB)).hasSize(3);
        world.pass(Duration.ofMillis(1));
        assertThat(channel.attempts(WEB)).hasSize(4);
        accept(queue, WEB, 1); // what comes meanwhile neither hurries nor overtakes
        world.pass(Duration.ofSeconds(3));
        assertThat(channel.delivered(WEB)).containsExactly("0", "1", "2", "3", "4", "5", "0");
        assertThat(status(queue, WEB).lastError()).isNull();
        assertThat(status(queue, WEB).state()).isEqualTo(State.IDLE);
    }

    @Test
    public void anAttemptThatFailsTakesATokenTooAndItsReasonStays() {
        DurableQueue queue = open(Map.of("ratePerMinute", "1", "burst", "1"));
        queue.dispatcher().add(channel);
        Backoff steady = new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(10), false);
        channel.answers(delivery ->
                delivery.attempt() == 1 ? new Outcome.RetryLater("503", steady, null) : new Outcome.Delivered("202"));
        accept(queue, WEB, 1);
        world.pass(Duration.ofSeconds(59));
        assertThat(channel.attempts(WEB)).hasSize(1);
        assertThat(status(queue, WEB).lastError()).isEqualTo("503");
        assertThat(status(queue, WEB).attempts()).isEqualTo(1);
        world.pass(Duration.ofSeconds(1));
        assertThat(channel.delivered(WEB)).containsExactly("0");
    }

    @Test
    public void withoutASettingThereIsNoRate() {
        DurableQueue queue = open(Map.of("burst", "1"));
        queue.dispatcher().add(channel);
        accept(queue, WEB, 500);
        world.run();
        assertThat(channel.delivered(WEB)).hasSize(500);
    }

    private DurableQueue open(Map<String, String> properties) {
        try {
            Settings settings = Settings.of(QueueFixture.config(properties), properties);
            return DurableQueue.open(store, settings, world.surroundings(), new Meters());
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    private static LaneStatus status(DurableQueue queue, Lane lane) {
        return queue.status().stream()
                .filter(status -> status.lane().equals(lane))
                .findFirst()
                .orElseThrow();
    }

    private static void accept(DurableQueue queue, Lane lane, int count) {
        IntStream.range(0, count).forEach(i -> queue.accept(new Event(lane, "v2", Body.of(Integer.toString(i)), null)));
    }
}
