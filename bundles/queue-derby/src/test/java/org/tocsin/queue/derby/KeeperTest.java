// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoreListener;
import org.tocsin.api.store.StoredEvent;

/** What the keeper lets go and what it never touches; and that the writer does not wait for it. */
public class KeeperTest {

    private static final Lane BUSY = new Lane("pagerduty", "busy");
    private static final Lane STUCK = new Lane("pagerduty", "stuck");
    private static final int OF_A_TABLE = 100;
    private static final Duration BOUND = Duration.ofSeconds(60);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final TestClock clock = new TestClock();
    private DerbyEventStore store = store(1 << 20, 0);

    @After
    public void close() {
        store.close();
    }

    @Test
    public void whatIsDeliveredGoesWithItsTableAndTheTableIsUsedAgain() throws Exception {
        store.open(events -> {});
        for (int i = 0; i < 10; i++) {
            deliver(append(BUSY, 2 * OF_A_TABLE, 100));
            await("old tables are empty").atMost(BOUND).until(() -> count("select count(*) from segment") <= 2);
        }
        assertThat(delivered()).hasSizeLessThan(2 * OF_A_TABLE);
        assertThat(tables()).as("20 without using them again").isLessThan(20);
        assertThat(store.read(BUSY, 0, 10)).isEmpty();
    }

    @Test
    public void theNumberThatIsToBeKeptIsKept() throws Exception {
        store = store(1 << 20, 350);
        store.open(events -> {});
        List<StoredEvent> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.addAll(append(BUSY, OF_A_TABLE / 2, 100));
        }
        deliver(all);
        await("the oldest are gone").atMost(BOUND).until(() -> delivered().size() < 1_000 - OF_A_TABLE);
        List<Long> newest =
                all.subList(650, 1_000).stream().map(StoredEvent::order).toList();
        assertThat(delivered()).containsAll(newest);
        assertThat(store.find(all.get(0).order())).isEmpty();
        assertThat(store.find(all.get(999).order())).isPresent();
    }

    @Test
    public void whatIsOldGoesThoughItIsLittle() throws Exception {
        store = store(1 << 20, 1_000_000);
        store.open(events -> {});
        deliver(append(BUSY, 10, 100));
        assertThat(delivered()).hasSize(10);
        clock.advance(Duration.ofDays(2));
        append(BUSY, 1, 100);
        await("the segment is sealed by its age")
                .atMost(BOUND)
                .until(() -> count("select count(*) from segment where sealed_at is not null") > 0);
        clock.advance(Duration.ofDays(8));
        deliver(store.read(BUSY, 0, 1));
        await("and goes").atMost(BOUND).until(() -> delivered().isEmpty());
    }

    @Test
    public void aBlockedLaneDoesNotKeepWhatOthersHaveDelivered() throws Exception {
        store = store(300_000, 0);
        store.open(events -> {});
        List<StoredEvent> stuck = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            stuck.addAll(append(STUCK, 5, 100));
            deliver(append(BUSY, OF_A_TABLE, 1_000));
        }
        await("segments are few")
                .atMost(BOUND)
                .until(() -> count("select sum(bytes) from segment") < 300_000 * 1.25 + 4 * 120_000);
        assertThat(count("select count(*) from exceptions where kind = 'P'")).isPositive();
        assertThat(store.read(STUCK, 0, 1_000)).isEqualTo(stuck);
        store.close();
        assertThat(store.open(events -> {})).contains(new LaneRecord(STUCK, 200, 20_000, 0, 0, 0, false));
        assertThat(store.read(STUCK, 0, 1_000)).isEqualTo(stuck);
        deliver(stuck);
        assertThat(store.read(STUCK, 0, 1_000)).isEmpty();
        await("what they leave is swept").atMost(BOUND).until(() -> count("select count(*) from exceptions") == 0);
    }

    @Test
    public void aDroppedDeadLetterDoesNotComeBackAsDelivered() throws Exception {
        store.open(events -> {});
        List<StoredEvent> all = append(BUSY, 10, 100);
        get(store.settle(new Settlement(all.get(0), Result.DEAD, 1, "400")));
        get(store.change(new LaneChange.Drop(BUSY, Set.of(all.get(0).order()), "because")));
        deliver(all.subList(1, 10));
        assertThat(delivered()).hasSize(9);
        deliver(append(BUSY, 3 * OF_A_TABLE, 100));
        await("its mark goes with its table").atMost(BOUND).until(() -> count("select count(*) from exceptions") == 0);
        assertThat(store.find(all.get(0).order())).isEmpty();
    }

    @Test
    public void aBigChangeLetsOthersThrough() throws Exception {
        store = store(100 << 20, 0);
        List<Long> commits = new ArrayList<>();
        StoreListener listener = events -> commits.add(events.get(0).order());
        store.open(listener);
        List<StoredEvent> all = append(STUCK, 10_000, 100);
        CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        for (StoredEvent event : all) {
            last = store.settle(new Settlement(event, Result.DEAD, 1, "400")).toCompletableFuture();
        }
        get(last);
        var change = store.change(new LaneChange.Requeue(STUCK, Set.of())).toCompletableFuture();
        Appended between = get(store.append(new Event(BUSY, "v2", Body.of("alarm"), null), null));
        assertThat(change).as("the change goes on").isNotDone();
        assertThat(between.repeated()).isFalse();
        assertThat(get(change).events()).isEqualTo(10_000);
        assertThat(get(change).lane()).isEqualTo(new LaneRecord(STUCK, 10_000, 1_000_000, 0, 0, 0, false));
        assertThat(store.read(STUCK, 0, 20_000)).isEqualTo(all);
    }

    @Test
    public void anOperationThatCannotBeStoredFailsAlone() throws Exception {
        store.open(events -> {});
        List<StoredEvent> all = append(BUSY, 3, 100);
        // a row that nobody knows of is in the way of this dead letter
        execute("insert into exceptions values (" + all.get(0).order() + ", 0, 1, 'X', X'00')");
        List<CompletionStage<?>> stages = new ArrayList<>();
        CompletableFuture<Void> bad =
                store.settle(new Settlement(all.get(0), Result.DEAD, 1, "400")).toCompletableFuture();
        for (int i = 0; i < 200; i++) {
            stages.add(store.append(new Event(STUCK, "v2", Body.of("e" + i), null), null));
            if (i == 100) {
                bad = store.settle(new Settlement(all.get(0), Result.DEAD, 1, "400"))
                        .toCompletableFuture();
            }
        }
        int stored = 0;
        for (CompletionStage<?> stage : stages) {
            stored += stage.handle((value, failure) -> failure == null ? 1 : 0)
                    .toCompletableFuture()
                    .get(BOUND.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(bad).isCompletedExceptionally();
        assertThat(store.read(STUCK, 0, 1_000)).hasSize(stored);
        assertThat(stored).as("those that were with it").isPositive();
    }

    @Test
    public void submissionsTakeTurnsAndTheOldOnesGo() throws Exception {
        store.open(events -> {});
        Event event = new Event(BUSY, "v2", Body.of("x"), null);
        get(store.append(event, new SubmissionId("first")));
        for (int day = 1; day <= 3; day++) {
            clock.advance(Duration.ofHours(25));
            int generation = day;
            await("the next generation").atMost(BOUND).until(() -> generation() == generation);
            get(store.append(event, new SubmissionId("of-day-" + day)));
            assertThat(get(store.append(event, new SubmissionId("of-day-" + day)))
                            .repeated())
                    .isTrue();
            assertThat(submissions()).isLessThanOrEqualTo(2);
        }
        assertThat(get(store.append(event, new SubmissionId("first"))).repeated())
                .isFalse();
    }

    @Test
    public void ofVeryManySubmissionsTheLastOnesAreKnown() throws Exception {
        int most = 40;
        store = store(1 << 20, 1_000, most);
        store.open(events -> {});
        Event event = new Event(BUSY, "v2", Body.of("x"), null);
        for (int turn = 0; turn < 3; turn++) {
            for (int i = 0; i < most; i++) {
                get(store.append(event, new SubmissionId(turn + "-" + i)));
            }
            int generation = turn + 1;
            await("the next generation").atMost(BOUND).until(() -> generation() == generation);
        }
        assertThat(submissions()).isLessThanOrEqualTo(most);
        assertThat(get(store.append(event, new SubmissionId("2-0"))).repeated()).isTrue();
        assertThat(get(store.append(event, new SubmissionId("0-0"))).repeated()).isFalse();
    }

    @Test
    public void aRepeatIsAnsweredThoughTheStoreIsFull() throws Exception {
        store = store(1_000, 0);
        store.open(events -> {});
        Event event = new Event(BUSY, "v2", Body.of(new byte[800]), null);
        Appended first = get(store.append(event, new SubmissionId("one")));
        assertThat(store.append(event, new SubmissionId("two")).toCompletableFuture())
                .failsWithin(BOUND);
        assertThat(get(store.append(event, new SubmissionId("one"))))
                .isEqualTo(new Appended(first.order(), null, true));
        assertThat(store.use().usedBytes()).isEqualTo(900);
    }

    private long submissions() throws SQLException {
        return count("select count(*) from submission_0 where lane >= 0")
                + count("select count(*) from submission_1 where lane >= 0");
    }

    private int generation() throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("select data from ledger")) {
            rows.next();
            return org.tocsin.queue.derby.format.StoreData.of(
                            org.tocsin.queue.derby.format.Envelope.open(rows.getBytes(1)))
                    .generation();
        }
    }

    private List<Long> delivered() throws Exception {
        List<Long> found = new ArrayList<>();
        long after = 0;
        var some = store.list(new EventFilter(BUSY, EventState.DELIVERED, after, 1_000));
        while (!some.isEmpty()) {
            some.forEach(record -> found.add(record.order()));
            after = found.get(found.size() - 1);
            some = store.list(new EventFilter(BUSY, EventState.DELIVERED, after, 1_000));
        }
        return found;
    }

    private List<StoredEvent> append(Lane lane, int count, int size) throws Exception {
        List<Appended> stored = new ArrayList<>();
        List<CompletionStage<Appended>> stages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stages.add(store.append(new Event(lane, "v2", Body.of(new byte[size]), null), null));
        }
        for (CompletionStage<Appended> stage : stages) {
            stored.add(get(stage));
        }
        List<StoredEvent> read = store.read(lane, stored.get(0).order() - 1, count);
        assertThat(read)
                .extracting(StoredEvent::order)
                .containsExactlyElementsOf(stored.stream().map(Appended::order).toList());
        return read;
    }

    private void deliver(List<StoredEvent> events) throws Exception {
        List<CompletionStage<Void>> stages = new ArrayList<>();
        for (StoredEvent event : events) {
            stages.add(store.settle(new Settlement(event, Result.DELIVERED, 1, "202")));
        }
        for (CompletionStage<Void> stage : stages) {
            get(stage);
        }
    }

    private long tables() throws SQLException {
        return count("select count(*) from sys.systables where tablename like 'EVENTS%'");
    }

    private long count(String query) throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private Connection connect() throws SQLException {
        return Drafts.source(directory()).getConnection();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    private DerbyEventStore store(long maxBytes, long keepDelivered) {
        return store(maxBytes, keepDelivered, 1_000_000);
    }

    private DerbyEventStore store(long maxBytes, long keepDelivered, int submissions) {
        Limits limits = new Limits(OF_A_TABLE / 2, 60_000, 2, 1 << 20, submissions, Duration.ofMillis(20));
        return new DerbyEventStore(
                () -> new Settings(
                        directory(),
                        directory().resolveSibling("derby.log"),
                        maxBytes,
                        keepDelivered,
                        Duration.ofDays(7)),
                limits,
                clock);
    }

    private Path directory() {
        return folder.getRoot().toPath().resolve("queue");
    }
}
