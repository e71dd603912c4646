// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/** A copy of a store that works, and its way back. */
public class BackupTest {

    private static final Lane LANE = new Lane("pagerduty", "k");
    private static final int EVENTS = 500;
    private static final String MANIFEST = "tocsin-backup.properties";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<DerbyEventStore> opened = new ArrayList<>();

    @After
    public void everythingIsClosed() {
        opened.forEach(DerbyEventStore::close);
    }

    @Test
    public void aCopyThatWasMadeUnderLoadHoldsExactlyTheFirstCommits() throws Exception {
        DerbyEventStore store = store(database());
        store.open(events -> {});
        appendAll(store, EVENTS);
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService sender = Executors.newSingleThreadExecutor();
        Path copy = folder.getRoot().toPath().resolve("copy");
        try {
            // tables are sealed, made and emptied meanwhile
            Future<?> load = sender.submit(() -> {
                while (!enough.get()) {
                    appendAll(store, 200);
                }
                return null;
            });
            store.backup(copy);
            enough.set(true);
            load.get(60, TimeUnit.SECONDS);
        } finally {
            enough.set(true);
            sender.shutdown();
        }
        assertThat(store.inspect().findings()).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve(MANIFEST))))
                .isEqualTo("rw-------");
        Properties manifest = manifest(copy);
        assertThat(manifest.getProperty("identity")).isEqualTo(store.identity());
        assertThat(Long.parseLong(manifest.getProperty("lastOrder"))).isGreaterThanOrEqualTo(EVENTS);
        assertThat(siblings(copy)).containsExactly("copy", "db", "log");

        DerbyEventStore other = store(copy);
        other.open(events -> {});
        List<StoredEvent> copied = other.read(LANE, 0, Integer.MAX_VALUE);
        assertThat(copied.size()).isGreaterThanOrEqualTo(EVENTS);
        assertThat(copied)
                .extracting(StoredEvent::order)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, copied.size()).boxed().toList());
        assertThat(other.identity()).isNotEqualTo(store.identity());
        assertThat(other.inspect().findings()).isEmpty();
    }

    @Test
    public void tablesThatAreEmptiedMeanwhileDisturbNeitherTheCopyNorTheStore() throws Exception {
        DerbyEventStore store = store(database(), "50");
        store.open(events -> {});
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try {
            Future<?> load = worker.submit(() -> {
                while (!enough.get()) {
                    appendAll(store, 300);
                    deliverAll(store);
                }
                return null;
            });
            for (int i = 0; i < 3; i++) {
                Path copy = folder.getRoot().toPath().resolve("copy" + i);
                store.backup(copy);
                DerbyEventStore other = store(copy);
                other.open(events -> {});
                assertThat(other.inspect().findings()).isEmpty();
                other.close();
            }
            enough.set(true);
            load.get(60, TimeUnit.SECONDS);
        } finally {
            enough.set(true);
            worker.shutdown();
        }
        assertThat(store.inspect().findings()).isEmpty();
    }

    private static void deliverAll(DerbyEventStore store) throws Exception {
        for (StoredEvent event : store.read(LANE, 0, Integer.MAX_VALUE)) {
            store.settle(new Settlement(event, Settlement.Result.DELIVERED, 1, ""))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    public void aPlaceThatIsTakenOrCannotBeMadeIsRefusedInOneLine() throws Exception {
        DerbyEventStore store = store(database());
        store.open(events -> {});
        Path there = folder.newFolder("there").toPath();
        assertThat(refusal(store, there)).contains(there.toString()).contains("is there already");
        assertThat(refusal(store, there.resolve("no/where"))).contains("cannot be made");
        assertThat(there).isEmptyDirectory();
    }

    @Test
    public void aCopyIsPutInTheDatabasesPlaceAndWhatWasThereIsKept() throws Exception {
        String identity = storeAndCopy();
        DerbyEventStore store = store(database());
        store.open(events -> {});
        appendAll(store, 7);
        store.close();
        Files.move(copy(), restore());

        store = store(database());
        store.open(events -> {});
        assertThat(store.read(LANE, 0, 1_000)).hasSize(EVENTS);
        String restored = store.identity();
        assertThat(restored).isNotEqualTo(identity);
        assertThat(database().resolve(MANIFEST)).doesNotExist();
        store.close();
        store = store(database());
        store.open(events -> {});
        assertThat(store.identity()).isEqualTo(restored);
        store.close();
        Path before = sibling(".before-restore-");
        DerbyEventStore old = store(before);
        old.open(events -> {});
        assertThat(old.read(LANE, 0, 1_000)).hasSize(EVENTS + 7);
        assertThat(old.identity()).isEqualTo(identity);
    }

    /** Its log still has the identity of the store that the copy was made of. */
    @Test
    public void aRestoredStoreKeepsItsIdentityWhenItIsMended() throws Exception {
        storeAndCopy();
        Files.move(copy(), restore());
        DerbyEventStore store = store(database());
        store.open(events -> {});
        String restored = store.identity();
        store.close();
        Tearing.tear(Tearing.filesWith(database(), 'S').get(0), 1);

        store = store(database());
        store.open(events -> {});

        assertThat(sibling(".damaged-")).isDirectory();
        assertThat(store.identity()).isEqualTo(restored);
        assertThat(store.read(LANE, 0, 1_000)).hasSize(EVENTS);
    }

    @Test
    public void aRestoreThatWasInterruptedIsCompleted() throws Exception {
        storeAndCopy();
        Files.move(copy(), restore());
        Files.move(database(), database().resolveSibling("queue.before-restore-20260101T000000000"));
        DerbyEventStore store = store(database());
        store.open(events -> {});
        assertThat(store.read(LANE, 0, 1_000)).hasSize(EVENTS);
        assertThat(restore()).doesNotExist();
    }

    @Test
    public void aCopyThatIsNotWholeIsRefusedAndThePresentDatabaseIsUsed() throws Exception {
        String identity = storeAndCopy();
        Files.move(copy(), restore());
        Path changed = restore().resolve("seg0/c10.dat");
        byte[] bytes = Files.readAllBytes(changed);
        bytes[100] ^= 1;
        Files.write(changed, bytes);
        assertPresentIsUsed(identity);
        // also when a kill had moved the present one aside
        Files.move(sibling(".restore-refused-"), restore());
        Files.delete(restore().resolve(MANIFEST));
        Files.move(database(), database().resolveSibling("queue.before-restore-20260101T000000000"));
        assertPresentIsUsed(identity);
    }

    @Test
    public void aCopyOfANewerSchemaIsRefusedAndThePresentDatabaseIsUsed() throws Exception {
        String identity = storeAndCopy();
        Files.move(copy(), restore());
        Path manifest = restore().resolve(MANIFEST);
        Files.writeString(manifest, Files.readString(manifest).replace("schema = 2", "schema = 3"));
        assertPresentIsUsed(identity);
    }

    private void assertPresentIsUsed(String identity) throws Exception {
        DerbyEventStore store = store(database());
        store.open(events -> {});
        assertThat(store.identity()).isEqualTo(identity);
        assertThat(store.read(LANE, 0, 1_000)).hasSize(EVENTS);
        store.close();
        assertThat(restore()).doesNotExist();
        assertThat(sibling(".restore-refused-")).isDirectory();
    }

    private String storeAndCopy() throws Exception {
        DerbyEventStore store = store(database());
        store.open(events -> {});
        appendAll(store, EVENTS);
        store.backup(copy());
        String identity = store.identity();
        store.close();
        return identity;
    }

    private static String refusal(DerbyEventStore store, Path place) {
        StoreException refusal = catchThrowableOfType(StoreException.class, () -> store.backup(place));
        assertThat(refusal).isNotNull();
        String line = String.valueOf(refusal.getMessage());
        assertThat(line).doesNotContain("\n");
        return line;
    }

    private static void appendAll(DerbyEventStore store, int count) throws Exception {
        List<CompletableFuture<Appended>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Event event = new Event(LANE, "v2", Body.of("x".repeat(300)), null);
            all.add(store.append(event, null).toCompletableFuture());
        }
        for (CompletableFuture<Appended> one : all) {
            one.get(60, TimeUnit.SECONDS);
        }
    }

    private static Properties manifest(Path copy) throws IOException {
        Properties manifest = new Properties();
        try (var text = Files.newBufferedReader(copy.resolve(MANIFEST))) {
            manifest.load(text);
        }
        return manifest;
    }

    private static List<String> siblings(Path path) throws IOException {
        try (Stream<Path> siblings = Files.list(path.resolveSibling("."))) {
            return siblings.map(sibling -> String.valueOf(sibling.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private Path sibling(String ending) throws IOException {
        try (Stream<Path> siblings = Files.list(database().resolveSibling("."))) {
            return siblings.map(Path::normalize)
                    .filter(path -> String.valueOf(path.getFileName()).contains(ending))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private DerbyEventStore store(Path directory) {
        return store(directory, "100000");
    }

    private DerbyEventStore store(Path directory, String keepDelivered) {
        Path log = folder.getRoot().toPath().resolve("log/derby.log");
        Limits small = new Limits(100, 1 << 20, 2, 1 << 20, 1_000_000, Duration.ofSeconds(1));
        DerbyEventStore store = new DerbyEventStore(
                () -> Settings.of(directory.toString(), log.toString(), "", keepDelivered, "P7D"),
                small,
                Clock.systemUTC());
        opened.add(store);
        return store;
    }

    private Path database() {
        return folder.getRoot().toPath().resolve("db/queue");
    }

    private Path copy() {
        return folder.getRoot().toPath().resolve("copy");
    }

    private Path restore() {
        return database().resolveSibling("queue.restore");
    }
}
