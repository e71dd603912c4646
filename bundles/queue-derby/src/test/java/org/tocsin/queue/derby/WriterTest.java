// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Lane;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoreListener;
import org.tocsin.api.store.StoredEvent;

/** Everybody gets an answer, and the right one, whatever breaks around the writer. */
public class WriterTest {

    private static final Lane LANE = new Lane("pagerduty", "k");

    /** The keeper does not look, so that nobody but the writer notices what breaks. */
    private static final Limits QUIET = new Limits(100, 1 << 20, 8, 1, 1_000_000, Duration.ofHours(1));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private DerbyEventStore store;

    @Before
    public void make() {
        String log = folder.getRoot().toPath().resolve("derby.log").toString();
        store = new DerbyEventStore(
                () -> Settings.of(directory().toString(), log, "", "100000", "P7D"), QUIET, Clock.systemUTC());
    }

    @After
    public void close() {
        store.close();
    }

    @Test
    public void whatIsStoredIsAnsweredSoThoughTheListenerFails() throws Exception {
        for (Throwable failure : new Throwable[] {new IllegalStateException("listener"), new AssertionError("error")}) {
            store.open(events -> WriterTest.<RuntimeException>sneak(failure));
            Appended first = get(append("one"));
            Appended second = get(append("two"));
            assertThat(second.order()).isEqualTo(first.order() + 1);
            assertThat(store.read(LANE, first.order() - 1, 10))
                    .extracting(StoredEvent::order)
                    .containsExactly(first.order(), second.order());
            assertThat(store.health().state()).isEqualTo(State.READY);
            store.close();
        }
        StoreListener heard = events -> {};
        assertThat(store.open(heard)).singleElement().matches(lane -> lane.waiting() == 4);
    }

    @Test
    public void aDatabaseThatOpensButDoesNotTellItsCountIsOpenedOnceMore() throws Exception {
        store.open(events -> {});
        Appended before = get(append("before"));
        theKeeperRests();
        execute("rename table ledger to ledger_away");
        shutDown();
        CompletableFuture<Appended> unsure = append("unsure");
        await("the count was asked for in vain")
                .atMost(Duration.ofSeconds(20))
                .until(() -> store.health().text().contains("LEDGER"));
        assertThat(unsure).isNotDone();
        await("between two openings")
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> {
                    execute("rename table ledger_away to ledger");
                    return true;
                });
        assertThat(catchThrowable(() -> get(unsure))).hasCauseInstanceOf(StoreException.class);
        Appended after = await("events are taken again")
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> get(append("after")), stored -> true);
        assertThat(store.read(LANE, 0, 10))
                .extracting(StoredEvent::order)
                .containsExactly(before.order(), after.order());
    }

    @Test
    public void aStoreThatIsClosedWhileItsDatabaseIsDownAnswersItsBatch() throws Exception {
        store.open(events -> {});
        get(append("before"));
        theKeeperRests();
        execute("rename table ledger to ledger_away");
        shutDown();
        CompletableFuture<Appended> unsure = append("unsure");
        await("the writer waits to open it again")
                .atMost(Duration.ofSeconds(20))
                .until(() -> store.health().text().contains("LEDGER"));
        assertThat(unsure).isNotDone();
        store.close();
        assertThat(catchThrowable(() -> get(unsure))).hasCauseInstanceOf(StoreException.class);
    }

    /** Or else it may be the first to notice. */
    private static void theKeeperRests() {
        await("the keeper has done what there is to do at the start")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Thread.getAllStackTraces().entrySet().stream()
                        .filter(entry -> entry.getKey().getName().equals("tocsin-queue-derby-keeper"))
                        .anyMatch(entry -> Stream.of(entry.getValue())
                                .anyMatch(frame -> frame.getMethodName().equals("tryAcquire"))));
    }

    private void execute(String statement) throws SQLException {
        EmbeddedDataSource source = new EmbeddedDataSource();
        source.setDatabaseName(directory().toString());
        try (Connection connection = source.getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private void shutDown() {
        EmbeddedDataSource source = new EmbeddedDataSource();
        source.setDatabaseName(directory().toString());
        source.setShutdownDatabase("shutdown");
        assertThat(catchThrowable(source::getConnection)).isInstanceOf(SQLException.class);
    }

    private CompletableFuture<Appended> append(String text) {
        return store.append(new Event(LANE, "v2", Body.of(text), null), null).toCompletableFuture();
    }

    private static Appended get(CompletableFuture<Appended> stored) throws Exception {
        return stored.get(20, TimeUnit.SECONDS);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    private Path directory() {
        return folder.getRoot().toPath().resolve("queue");
    }
}
