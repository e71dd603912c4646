// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Lane;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.StoreException;
import org.tocsin.queue.derby.disk.Trees;

/** What can be wrong with a place, what is made there, and what is left of a store that is closed. */
public class OpeningTest {

    private static final Lane LANE = new Lane("pagerduty", "k");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aNewDatabaseIsForItsOwnerAlone() throws Exception {
        DerbyEventStore store = store("");
        assertThat(store.health()).isEqualTo(new Health(State.DEGRADED, "not opened yet, waits for the queue"));
        store.open(events -> {});
        try {
            assertThat(mode(directory())).isEqualTo("rwx------");
            assertThat(mode(directory().resolveSibling("."))).isEqualTo("rwx------");
            assertThat(store.health().state()).isEqualTo(State.READY);
            assertThat(store.health().text()).startsWith("0 of ").endsWith(" bytes are taken (0 %)");
        } finally {
            store.close();
        }
        assertThat(store.health().state()).isEqualTo(State.FAILED);
        assertThat(folder.getRoot().toPath().resolve("log/derby.log")).isNotEmptyFile();
    }

    @Test
    public void aClosedStoreLeavesNoThread() throws Exception {
        DerbyEventStore store = store("");
        store.open(events -> {});
        store.append(new Event(LANE, "v2", Body.of("x"), null), null)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(store.read(LANE, 0, 1)).hasSize(1);
        assertThat(threads()).isNotEmpty();
        store.close();
        await("threads of the store and of Derby are gone")
                .atMost(Duration.ofSeconds(20))
                .until(() -> threads().isEmpty());
    }

    @Test
    public void aLogFileWhoseHeaderIsNotWholeIsNoObstacle() throws Exception {
        DerbyEventStore store = store("");
        store.open(events -> {});
        store.append(new Event(LANE, "v2", Body.of("x"), null), null)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        Path image = folder.getRoot().toPath().resolve("image");
        Trees.copy(directory(), image);
        store.close();
        Trees.delete(directory());
        Files.move(image, directory());
        Files.deleteIfExists(directory().resolve("db.lck"));
        Path next = directory().resolve("log/log2.dat");
        assertThat(next).doesNotExist();
        Files.write(next, new byte[] {0, 0, 0, 1, 0, 0, 0, 2});

        DerbyEventStore again = store("");
        again.open(events -> {});
        try {
            assertThat(again.read(LANE, 0, 10)).hasSize(1);
        } finally {
            again.close();
        }
    }

    @Test
    public void aSecondStoreOnTheSamePlaceIsRefused() throws Exception {
        DerbyEventStore first = store("");
        first.open(events -> {});
        try {
            DerbyEventStore second = store("");
            StoreException refusal = refusal(second);
            assertThat(refusal)
                    .hasMessageContaining(directory().toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " uses it");
            assertThat(second.health()).isEqualTo(new Health(State.FAILED, String.valueOf(refusal.getMessage())));
            assertThat(first.health().state()).isEqualTo(State.READY);
        } finally {
            first.close();
        }
    }

    @Test
    public void aDatabaseThatCanOnlyBeReadIsRefusedWithTheRemedy() throws Exception {
        DerbyEventStore store = store("");
        store.open(events -> {});
        store.close();
        // Derby cannot write its lock, and takes the database for one that is only to be read; root may write all files
        Path lock = directory().resolve("db.lck");
        Files.deleteIfExists(lock);
        Files.createDirectories(lock.resolve("in the way"));
        assertThat(refusal(store("")))
                .hasMessageContaining(directory().toString())
                .hasMessageContaining("can only be read: make its directory and all in it writable");
        Files.delete(lock.resolve("in the way"));
        Files.delete(lock);
        DerbyEventStore again = store("");
        again.open(events -> {});
        again.close();
    }

    @Test
    public void aSecondProcessIsRefusedWithTheNumberOfTheFirst() throws Exception {
        Files.createDirectories(directory().resolveSibling("."));
        try (Child child = Child.start(KilledStore.class, directory(), "0")) {
            child.await("READY");
            assertThat(refusal(store("")))
                    .hasMessageContaining("process " + child.pid() + " uses it")
                    .hasMessageContaining("TOCSIN_DATA");
        }
        DerbyEventStore store = store("");
        store.open(events -> {});
        store.close();
    }

    @Test
    public void aRefusedSecondStoreDoesNotTakeTheLockFromTheFirst() throws Exception {
        DerbyEventStore first = store("");
        first.open(events -> {});
        try {
            assertThat(refusal(store(""))).hasMessageContaining("uses it");
            try (Child child = Child.start(KilledStore.class, directory(), "0")) {
                child.awaitEnd();
                assertThat(child.lines())
                        .anyMatch(line -> line.contains(
                                "process " + ProcessHandle.current().pid() + " uses it"));
            }
        } finally {
            first.close();
        }
    }

    @Test
    public void aWriterThatHangsKeepsTheDatabaseFromItsSuccessorUntilItEnds() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        DerbyEventStore first = store("");
        first.open(events -> awaitQuietly(hangs));
        CompletableFuture<Appended> late =
                first.append(new Event(LANE, "v2", Body.of("x"), null), null).toCompletableFuture();
        DerbyEventStore second = store("");
        try {
            first.close();
            assertThat(refusal(second)).hasMessageContaining("uses it");
            assertThat(late).isNotDone();
        } finally {
            hangs.countDown();
        }
        long order = late.get(20, TimeUnit.SECONDS).order();
        await("the writer has let go")
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> {
                    second.open(events -> {});
                    return true;
                });
        try {
            Appended next = second.append(new Event(LANE, "v2", Body.of("y"), null), null)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertThat(next.order()).isEqualTo(order + 1);
        } finally {
            second.close();
        }
    }

    @Test
    public void aClosedDatabaseIsNotOpenedAgain() throws Exception {
        Path log = folder.getRoot().toPath().resolve("log/derby.log");
        Database database =
                Database.open(new Settings(directory(), log, 0, 0, Duration.ofDays(7)), Clock.systemUTC(), null);
        database.close();
        database.close();
        SQLException refusal = catchThrowableOfType(SQLException.class, () -> database.reopen(null));
        assertThat(refusal.getMessage()).contains("is closed");
    }

    @Test
    public void whatIsNoDatabaseIsLeftAloneAndNamed() throws Exception {
        Files.createDirectories(directory());
        Files.writeString(directory().resolve("notes.txt"), "mine");
        StoreException refusal = refusal(store(""));
        assertThat(refusal).hasMessageContaining(directory().toString()).hasMessageContaining("cannot be opened");
        assertThat(String.valueOf(refusal.getMessage())).doesNotContain("\n");
        assertThat(directory().resolve("notes.txt")).hasContent("mine");
    }

    @Test
    public void anEmptyDirectoryIsAsGoodAsNone() throws Exception {
        Files.createDirectories(directory());
        DerbyEventStore store = store("");
        store.open(events -> {});
        store.close();
        assertThat(directory().resolve("service.properties")).exists();
    }

    @Test
    public void aDatabaseThatWasHalfMadeIsMadeAnew() throws Exception {
        Path draft = directory().resolveSibling("queue.new");
        Files.createDirectories(draft.resolve("seg0"));
        Files.writeString(draft.resolve("service.properties"), "");
        DerbyEventStore store = store("");
        store.open(events -> {});
        store.close();
        assertThat(draft).doesNotExist();
    }

    @Test
    public void aPlaceThatCannotBeMadeIsNamed() throws Exception {
        Files.writeString(folder.getRoot().toPath().resolve("db"), "a file where a directory should be");
        assertThat(refusal(store("")))
                .hasMessageContaining(directory().toString())
                .hasMessageContaining("cannot be made");
    }

    @Test
    public void aWrongValueNamesFileKeyValueAndRemedy() {
        assertThat(refusal(store("much")))
                .hasMessageStartingWith(
                        "org.tocsin.queue.derby.cfg: maxBytes: 'much' is not a number, use a whole number from 0");
        assertThat(refusal(store("-1"))).hasMessageContaining("maxBytes: '-1' is not in range");
        assertThat(refusal(new DerbyEventStore("a;create=true", "log", "")))
                .hasMessageStartingWith(
                        "org.tocsin.queue.derby.cfg: directory: 'a;create=true' is not a path, use one without semicolons");
        assertThat(refusal(new DerbyEventStore("a", " ", ""))).hasMessageContaining("log: '' is not a path");
    }

    @Test
    public void aPromiseThatDerbyWasToldToBreakIsNotMade() {
        System.setProperty("derby.system.durability", "test");
        try {
            assertThat(refusal(store(""))).hasMessageContaining("derby.system.durability");
        } finally {
            System.clearProperty("derby.system.durability");
        }
    }

    @Test
    public void theLauncherFindsTheReasonInOneLine() throws Exception {
        Path data = folder.newFolder("data").toPath();
        System.setProperty("tocsin.data", data.toString());
        try {
            StoreException refusal = refusal(store("much"));
            assertThat(data.resolve("startup-failure")).hasContent(refusal.getMessage() + "\n");
        } finally {
            System.clearProperty("tocsin.data");
        }
    }

    @Test
    public void anEventThatTheTablesCannotHoldIsRefusedAlone() throws Exception {
        DerbyEventStore store = store("");
        store.open(events -> {});
        try {
            assertThat(store.append(new Event(LANE, "f".repeat(65), Body.of("x"), null), null)
                            .toCompletableFuture())
                    .isCompletedExceptionally();
            assertThat(store.append(new Event(LANE, "v2", Body.of("x"), "d".repeat(4_001)), null)
                            .toCompletableFuture())
                    .isCompletedExceptionally();
            Lane lane = new Lane("c".repeat(256), "k");
            assertThat(store.append(new Event(lane, "v2", Body.of("x"), null), null)
                            .toCompletableFuture())
                    .isCompletedExceptionally();
            Event widest = new Event(
                    new Lane("c".repeat(255), "\uD83D\uDD14".repeat(127)),
                    "f".repeat(64),
                    Body.of(""),
                    "ü".repeat(4_000));
            store.append(widest, null).toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(store.read(widest.lane(), 0, 1))
                    .extracting(stored -> stored.event())
                    .containsExactly(widest);
        } finally {
            store.close();
        }
    }

    private DerbyEventStore store(String maxBytes) {
        Path log = folder.getRoot().toPath().resolve("log/derby.log");
        return new DerbyEventStore(directory().toString(), log.toString(), maxBytes);
    }

    private Path directory() {
        return folder.getRoot().toPath().resolve("db/queue");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StoreException refusal(DerbyEventStore store) {
        StoreException refusal = catchThrowableOfType(StoreException.class, () -> store.open(events -> {}));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path.normalize()));
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("tocsin-") || name.startsWith("derby."))
                .collect(Collectors.toSet());
    }
}
