// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.alarm.Finding.Kind;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.LaneStatus.State;
import org.tocsin.api.store.StoreUse;
import org.tocsin.api.store.StoreUse.Disk;

/** What is told, once, and when it is over; with a clock of the test's own. */
public final class WatchTest {

    private static final Lane ALARMS = new Lane("pagerduty", "a".repeat(32));
    private static final Lane WEB = new Lane("pagerduty", "b".repeat(32));
    private static final Lane DB = new Lane("slack", "ops");
    private static final Duration BOUND = Duration.ofMinutes(10);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Settings settings = new Settings(Optional.empty(), BOUND, 80, "host");
    private final HandClock clock = new HandClock();
    private final List<String> rung = new ArrayList<>();
    private final List<String> submissions = new ArrayList<>();
    private boolean deaf;
    private Watch watch;

    @Before
    public void start() throws IOException {
        watch = new Watch(settings, ALARMS, file(), clock);
    }

    @Test
    public void aBlockedLaneIsToldOnceAndItsEndToo() throws IOException {
        look(lane(WEB, State.BACKING_OFF, 3, 5, 0));
        clock.pass(BOUND.minusSeconds(1));
        look(lane(WEB, State.SENDING, 3, 5, 0));
        assertThat(rung).isEmpty();

        clock.pass(Duration.ofSeconds(1));
        look(lane(WEB, State.BACKING_OFF, 4, 5, 0));
        look(lane(WEB, State.BACKING_OFF, 4, 5, 0));
        clock.pass(Duration.ofDays(1));
        look(lane(WEB, State.BACKING_OFF, 4, 5, 0), lane(DB, State.NO_CHANNEL, 1, 0, 0));
        assertThat(rung)
                .containsExactly(
                        "trigger blocked 1 lane has sent nothing for 600 s: " + WEB.id() + "; see 'tocsin lane list'");

        look(lane(WEB, State.SENDING, 3, 6, 0), lane(DB, State.IDLE, 0, 1, 0));
        look(lane(WEB, State.SENDING, 3, 6, 0));
        assertThat(rung).hasSize(2).last().isEqualTo("resolve blocked");
        assertThat(watch.open()).isEmpty();
    }

    @Test
    public void aLaneThatMovesIsNotBlockedHoweverLongItsBacklogIs() throws IOException {
        for (int i = 0; i < 100; i++) {
            look(lane(WEB, State.BACKING_OFF, 5_000 - i, i, 0));
            clock.pass(BOUND.minusSeconds(1));
        }
        assertThat(rung).isEmpty();
    }

    @Test
    public void whatAPersonHoldsAndWhatIsEmptyIsNotBlocked() throws IOException {
        look(lane(WEB, State.HELD, 9, 0, 0), lane(DB, State.IDLE, 0, 0, 0));
        clock.pass(BOUND.multipliedBy(3));
        look(lane(WEB, State.HELD, 9, 0, 0), lane(DB, State.IDLE, 0, 0, 0));
        assertThat(rung).isEmpty();
    }

    @Test
    public void anotherLaneThatIsBlockedIsToldUnderTheSameKey() throws IOException {
        look(lane(WEB, State.BACKING_OFF, 3, 5, 0));
        clock.pass(BOUND);
        look(lane(WEB, State.BACKING_OFF, 3, 5, 0), lane(DB, State.NO_CHANNEL, 1, 0, 0));
        assertThat(rung).hasSize(1);
        clock.pass(BOUND);
        restart();
        look(lane(WEB, State.BACKING_OFF, 3, 5, 0), lane(DB, State.NO_CHANNEL, 1, 0, 0));
        look(lane(WEB, State.BACKING_OFF, 3, 5, 0), lane(DB, State.NO_CHANNEL, 1, 0, 0));

        assertThat(rung)
                .hasSize(2)
                .last()
                .asString()
                .startsWith("trigger blocked 2 lanes have")
                .contains(DB.id());
        assertThat(key(0)).isEqualTo(key(1));
        assertThat(submissions).doesNotHaveDuplicates();

        // one is over, and begins again: that is news
        look(lane(WEB, State.BACKING_OFF, 3, 5, 0), lane(DB, State.IDLE, 0, 1, 0));
        look(lane(WEB, State.BACKING_OFF, 3, 5, 0), lane(DB, State.NO_CHANNEL, 1, 1, 0));
        clock.pass(BOUND);
        look(lane(WEB, State.BACKING_OFF, 3, 5, 0), lane(DB, State.NO_CHANNEL, 1, 1, 0));
        assertThat(rung).hasSize(3).last().asString().startsWith("trigger blocked 2 lanes have");
        look();
        assertThat(rung).hasSize(4).last().isEqualTo("resolve blocked");
    }

    @Test
    public void moreDeadLettersAreToldButNotMoreOftenThanEveryFiveMinutes() throws IOException {
        look(lane(WEB, State.IDLE, 0, 5, 1));
        for (int i = 1; i <= 60; i++) {
            clock.pass(Duration.ofSeconds(5));
            look(lane(WEB, State.IDLE, 0, 5, 1 + i));
        }
        assertThat(rung).hasSize(2).last().asString().startsWith("trigger dead 61 events were");
        assertThat(submissions).doesNotHaveDuplicates();
        assertThat(key(0)).isEqualTo(key(1));

        clock.pass(Duration.ofHours(1));
        look(lane(WEB, State.IDLE, 0, 6, 60));
        look(lane(WEB, State.IDLE, 0, 6, 60));
        assertThat(rung).as("fewer are no news").hasSize(2);
        look(lane(WEB, State.IDLE, 0, 6, 61));
        assertThat(rung).as("one more is").hasSize(3);
    }

    @Test
    public void whatGrowsWhileTheQueueDoesNotConfirmIsToldAfterThat() throws IOException {
        deaf = true;
        assertThatThrownBy(() -> look(lane(WEB, State.IDLE, 0, 5, 1))).isInstanceOf(IOException.class);
        deaf = false;
        look(lane(WEB, State.IDLE, 0, 5, 4));
        clock.pass(Duration.ofMinutes(5));
        look(lane(WEB, State.IDLE, 0, 5, 4));

        assertThat(submissions).hasSize(3);
        assertThat(submissions.get(1)).as("the same try").isEqualTo(submissions.get(0));
        assertThat(submissions.get(2)).isNotEqualTo(submissions.get(0));
    }

    @Test
    public void theLaneOfTheAlarmsIsNeverTold() throws IOException {
        for (int i = 0; i < 3; i++) {
            look(lane(ALARMS, State.BACKING_OFF, 9, 0, 7));
            clock.pass(BOUND);
        }
        assertThat(rung).isEmpty();
    }

    @Test
    public void deadLettersAreToldOnceUntilNoneIsLeft() throws IOException {
        look(lane(WEB, State.IDLE, 0, 5, 1));
        look(lane(WEB, State.IDLE, 0, 5, 3), lane(DB, State.IDLE, 0, 0, 2));
        assertThat(rung)
                .containsExactly("trigger dead 1 event was refused for good and nobody was told of them: " + WEB.id()
                        + "; see 'tocsin event list'");
        look(lane(WEB, State.IDLE, 0, 8, 0));
        look(lane(WEB, State.IDLE, 0, 8, 2));

        assertThat(rung).hasSize(3);
        assertThat(rung.subList(1, 3)).first().isEqualTo("resolve dead");
        assertThat(rung.get(2)).startsWith("trigger dead 2 events were");
        assertThat(submissions).as("another alarm is another submission").doesNotHaveDuplicates();
    }

    @Test
    public void aStoreNearItsLimitIsToldUntilItIsWellBelow() throws IOException {
        for (int percent : new int[] {79, 80, 85, 79, 75, 80, 74, 79}) {
            watch.look(List.of(), this::ring, Optional.of(new StoreUse(percent, 100)));
        }
        assertThat(rung)
                .containsExactly(
                        "trigger store the store is full to 80 %; at its limit no event is accepted", "resolve store");
        watch.look(List.of(), this::ring, Optional.of(new StoreUse(5, 0)));
        assertThat(rung).hasSize(2);
    }

    @Test
    public void aDiskWithoutRoomIsToldHoweverLittleTheStoreHolds() throws IOException {
        for (Disk disk : new Disk[] {Disk.ROOM, Disk.SHORT, Disk.ROOM, Disk.FULL, Disk.ROOM}) {
            watch.look(List.of(), this::ring, Optional.of(new StoreUse(1, 100, disk)));
        }
        assertThat(rung)
                .containsExactly(
                        "trigger store the disk below the store has little room left; when it is full no event is"
                                + " accepted",
                        "resolve store",
                        "trigger store the disk below the store is full; no event is accepted until there is room",
                        "resolve store");
    }

    @Test
    public void whatWasToldBeforeARestartEndsAfterItUnderTheSameKey() throws IOException {
        look(lane(WEB, State.IDLE, 0, 5, 1));
        restart();
        look(lane(WEB, State.IDLE, 0, 5, 1));
        assertThat(rung).hasSize(1);
        restart();
        look(lane(WEB, State.IDLE, 0, 6, 0));

        assertThat(rung).hasSize(2).last().isEqualTo("resolve dead");
        assertThat(key(0)).isEqualTo(key(1)).matches("tocsin-[0-9a-f]{12}-dead");
    }

    @Test
    public void howLongALaneHasBeenBlockedIsKnownAfterARestart() throws IOException {
        look(lane(WEB, State.BACKING_OFF, 3, 5, 0));
        clock.pass(BOUND.dividedBy(2));
        restart();
        clock.pass(BOUND.dividedBy(2));
        look(lane(WEB, State.BACKING_OFF, 3, 5, 0));
        assertThat(rung).hasSize(1);
    }

    @Test
    public void whatTheQueueDidNotConfirmIsTriedAgainUnderTheSameName() throws IOException {
        deaf = true;
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> look(lane(WEB, State.IDLE, 0, 5, 1))).isInstanceOf(IOException.class);
            restart();
        }
        deaf = false;
        look(lane(WEB, State.IDLE, 0, 5, 1));

        assertThat(submissions).hasSize(3).containsOnly(submissions.get(0));
    }

    @Test
    public void whatMayHaveBeenToldBeforeACrashIsEndedWhenItIsOverByThen() throws IOException {
        deaf = true;
        assertThatThrownBy(() -> look(lane(WEB, State.IDLE, 0, 5, 1))).isInstanceOf(IOException.class);
        deaf = false;
        restart();
        look(lane(WEB, State.IDLE, 0, 6, 0));

        assertThat(rung).last().isEqualTo("resolve dead");
    }

    @Test
    public void aClockThatIsPutBackDelaysByNoMoreThanTheBound() throws IOException {
        look(lane(WEB, State.BACKING_OFF, 3, 5, 0));
        clock.pass(Duration.ofDays(-1));
        look(lane(WEB, State.BACKING_OFF, 3, 5, 0));
        clock.pass(BOUND);
        look(lane(WEB, State.BACKING_OFF, 3, 5, 0));
        assertThat(rung).hasSize(1);
    }

    @Test
    public void aDamagedFileIsBegunAnew() throws IOException {
        Path path = folder.getRoot().toPath().resolve("alarm/open.properties");
        Files.createDirectories(path.getParent());
        for (String text : new String[] {"", "id=x", "id=0123456789ab\ndead=a b", "id=0123456789ab\nlane.x=1 2"}) {
            Files.writeString(path, text);
            restart();
            look(lane(WEB, State.IDLE, 0, 5, 0));
            assertThat(rung).isEmpty();
        }
        look(lane(WEB, State.IDLE, 0, 5, 1));
        assertThat(Files.getPosixFilePermissions(path)).hasSize(2);
        assertThat(Files.readString(path)).doesNotContain(ALARMS.key(), WEB.key());
    }

    private void restart() throws IOException {
        watch = new Watch(settings, ALARMS, file(), clock);
    }

    private MemoryFile file() {
        return new MemoryFile(folder.getRoot().toPath().resolve("alarm/open.properties"));
    }

    private void look(LaneStatus... lanes) throws IOException {
        watch.look(List.of(lanes), this::ring, Optional.empty());
    }

    private void ring(Kind kind, String key, String submission, Optional<String> summary) throws IOException {
        submissions.add(submission);
        rung.add((summary.isPresent() ? "trigger " : "resolve ")
                + kind.word()
                + summary.map(text -> ' ' + text).orElse(""));
        if (deaf) {
            throw new IOException("nobody hears");
        }
    }

    private String key(int index) {
        return submissions.get(index).replaceFirst("-[tr]\\d+$", "");
    }

    private static LaneStatus lane(Lane lane, State state, long waiting, long delivered, long dead) {
        return new LaneStatus(lane, state, waiting, delivered, dead, 0, null, 0, null, null, 0, null);
    }

    private static final class HandClock extends Clock {
        private Instant now = Instant.parse("2026-11-30T10:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
