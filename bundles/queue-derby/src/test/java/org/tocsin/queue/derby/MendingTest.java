// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Lane;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoreListener;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.salvage.Corruption;
import org.tocsin.queue.derby.salvage.DamageFiles;

/** A store on a real database that was damaged: what it does by itself, and what a person sees. */
public class MendingTest {

    private static final Lane LANE = new Lane("pagerduty", "k");
    private static final int EVENTS = 600;

    /** Segments are sealed soon and blocks are not cached, so that reads touch the disk. */
    private static final Limits SMALL = new Limits(100, 1 << 20, 8, 1, 1_000_000, Duration.ofSeconds(1));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<DerbyEventStore> opened = new ArrayList<>();

    @After
    public void everythingIsClosed() {
        opened.forEach(DerbyEventStore::close);
    }

    @Test
    public void aDatabaseWithATornPageOpensWithWhatIsLeft() throws Exception {
        fill();
        Tearing.tear(Tearing.filesWith(database(), 'L').get(0), 1);
        DerbyEventStore store = store();
        List<LaneRecord> lanes = store.open(events -> {});

        assertThat(lanes).extracting(LaneRecord::lane).containsExactly(LANE);
        List<StoredEvent> waiting = store.read(LANE, 0, EVENTS);
        assertThat(waiting)
                .extracting(StoredEvent::order)
                .contains((long) EVENTS)
                .isSorted();
        assertThat(append(store, "next").order()).isGreaterThan(EVENTS);
        Path report = report();
        assertThat(Files.readString(report))
                .contains("Cause: ")
                .contains("page 1")
                .contains("tocsin doctor");
        assertThat(Files.readString(report.resolveSibling("tocsin-damage.json")))
                .startsWith("{\"time\":");
        assertThat(store.health().state()).isEqualTo(State.DEGRADED);
        assertThat(store.health().text()).contains(report.toString());

        store.close();
        assertThat(doctor("--acknowledge")).contains("acknowledged: " + report).contains(" 0 damaged");
        store = store();
        store.open(events -> {});
        assertThat(store.health().state()).isEqualTo(State.READY);
    }

    @Test
    public void damageThatIsMetWhileTheStoreIsOpenIsMendedAndTheQueueIsTold() throws Exception {
        int events = 900; // each with a page of its own, more than Derby keeps in memory
        DerbyEventStore filling = store();
        filling.open(nothing -> {});
        for (int i = 0; i < events; i += 50) {
            appendAll(filling, 50, "x".repeat(30_000));
        }
        filling.close();
        List<List<LaneRecord>> told = new CopyOnWriteArrayList<>();
        DerbyEventStore store = store();
        store.open(new StoreListener() {
            @Override
            public void committed(List<StoredEvent> events) {
                // of no interest here
            }

            @Override
            public void mended(List<LaneRecord> lanes) {
                told.add(lanes);
            }
        });
        String identity = store.identity();
        for (Path blocks : Tearing.filesWith(database(), 'B')) {
            Tearing.tearAll(blocks, 1, 200);
        }
        StoreException failure =
                catchThrowableOfType(StoreException.class, () -> store.read(LANE, 0, Integer.MAX_VALUE));
        assertThat(failure).hasMessageContaining("Invalid checksum");
        await("the queue is told")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(told).hasSize(1));
        assertThat(store.identity()).isEqualTo(identity);
        await("it takes events again")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(append(store, "next").order()).isGreaterThan(events));
        List<Long> left = store.read(LANE, 0, Integer.MAX_VALUE).stream()
                .map(StoredEvent::order)
                .toList();
        assertThat(told.get(0)).extracting(LaneRecord::waiting).containsExactly((long) events);
        assertThat(left).as("Derby's log still had what the pages have lost").hasSize(events + 1);
        assertThat(left).isSorted().doesNotHaveDuplicates();
        assertThat(Files.readString(report())).contains("Lost: events that waited and were not found: none");
        assertThat(store.health().state()).isEqualTo(State.DEGRADED);
    }

    /** To Derby a page without a head was never there: it finds nothing on it, and says nothing. */
    @Test
    public void aPageThatDerbyPassesOverInSilenceIsMissedAndMended() throws Exception {
        DerbyEventStore filling = store();
        filling.open(nothing -> {});
        appendAll(filling, EVENTS, "x".repeat(400));
        for (StoredEvent event : filling.read(LANE, 0, EVENTS)) {
            filling.settle(new Settlement(event, Result.DEAD, 1, "400 no"))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
        filling.close();
        Tearing.behead(Tearing.filesWith(database(), 'E').get(0), 3);
        DerbyEventStore store = store();
        CompletableFuture<List<LaneRecord>> told = new CompletableFuture<>();
        store.open(new StoreListener() {
            @Override
            public void committed(List<StoredEvent> events) {
                // of no interest here
            }

            @Override
            public void mended(List<LaneRecord> lanes) {
                told.complete(lanes);
            }
        });

        assertThat(catchThrowable(() -> store.list(new EventFilter(LANE, EventState.DEAD, 0, EVENTS))))
                .hasMessageContaining("not where it was written");
        assertThat(told.get(60, TimeUnit.SECONDS)).extracting(LaneRecord::dead).containsExactly((long) EVENTS);
        List<EventRecord> dead = store.list(new EventFilter(LANE, EventState.DEAD, 0, EVENTS));
        assertThat(dead).hasSize(EVENTS).allMatch(record -> "400 no".equals(record.answer()));
    }

    @Test
    public void aKillAtAnyStepOfAMendingIsCompletedByTheNextStart() throws Exception {
        fill();
        Path database = database();
        Path aside = database.resolveSibling("queue.damaged-20260101T000000000");
        Path draft = database.resolveSibling("queue.salvage");
        // a draft that is not whole
        Files.createDirectories(draft.resolve("seg0"));
        assertWaiting(EVENTS);
        assertThat(draft).doesNotExist();
        // whole, nothing moved
        copy(database, draft);
        Files.writeString(draft.resolve("tocsin-salvaged"), aside.getFileName() + "\n");
        Files.writeString(database.resolve("seg0/c10.dat"), "damaged");
        assertWaiting(EVENTS);
        assertThat(aside.resolve("seg0/c10.dat")).hasContent("damaged");
        // the damaged one moved, the new one not
        Files.move(database, draft);
        Files.writeString(draft.resolve("tocsin-salvaged"), aside.getFileName() + "\n");
        assertWaiting(EVENTS);
        // the new one in its place, not tidied up
        Files.writeString(database.resolve("tocsin-salvaged"), aside.getFileName() + "\n");
        Files.writeString(database.resolveSibling("queue.damage"), "a cause\n");
        assertWaiting(EVENTS);
        assertThat(database.resolve("tocsin-salvaged")).doesNotExist();
        assertThat(database.resolveSibling("queue.damage")).doesNotExist();
        // noted while it was open, not begun
        Files.writeString(database.resolveSibling("queue.damage"), "a cause\n");
        assertWaiting(EVENTS);
        assertThat(Files.readString(report())).contains("Cause: a cause");
    }

    @Test
    public void theDoctorNamesTheDamageAndRepairsItOnlyWhenToldTo() throws Exception {
        fill();
        assertThat(doctor()).contains(" 0 damaged").doesNotContain("remedy");
        Path torn = Tearing.filesWith(database(), 'B').get(0);
        Tearing.tear(torn, 1);
        byte[] before = Files.readAllBytes(torn);

        String found = doctor();
        assertThat(found)
                .contains("exit 1")
                .contains("damaged: seg0/" + torn.getFileName() + ": page 1 has a wrong checksum")
                .contains("consequence: ")
                .contains("remedy: run tocsin doctor --repair");
        List<String> told = new ArrayList<>();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        String[] arguments = {database().toString()};
        assertThat(Doctor.run(arguments, nowhere, (texts, checked) -> told.addAll(texts)))
                .isEqualTo(1);
        assertThat(told).hasSize(3);
        assertThat(told.get(0)).contains("page 1 has a wrong checksum");
        assertThat(told.get(2)).contains("tocsin doctor --repair");
        assertThat(Files.readAllBytes(torn)).isEqualTo(before);
        assertThat(doctor("--repair")).contains("exit 0").contains("repaired: ").contains("tocsin-damage.txt");
        assertThat(doctor()).contains("exit 0").contains("not acknowledged: ").contains(" 0 damaged");
    }

    @Test
    public void anOpenStoreIsInspectedWhileItWorks() throws Exception {
        DerbyEventStore store = store();
        store.open(events -> {});
        appendAll(store, EVENTS, "x".repeat(400));
        StoredEvent head = store.read(LANE, 0, 1).get(0);
        store.settle(new Settlement(head, Settlement.Result.DEAD, 1, "no"))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(store.inspect().findings()).isEmpty();
        assertThat(store.inspect().checked()).isGreaterThan(5);
    }

    @Test
    public void whatIsNotDamageIsNotMended() throws Exception {
        fill();
        for (Throwable failure : List.of(
                new SQLException("No space", "XSLA4", 45_000),
                new SQLException("x", "XSDG0", 45_000, new IOException("Input/output error")),
                new SQLException("x", "XSDG2", 45_000, new IOException("Input/output error")),
                new SQLException("lock", "XSDB6", 45_000),
                new SQLException("no such table", "42X05", 30_000),
                new StoreException("its schema is of version 9", null))) {
            assertThat(Corruption.of(database(), failure))
                    .as(failure.toString())
                    .isEmpty();
        }
        assertWaiting(EVENTS);
    }

    @Test
    public void aFileThatDerbyCouldNotEvenBeginIsNoDamage() throws Exception {
        fill();
        Path known = Tearing.filesWith(database(), 'B').get(0);
        Files.createFile(known.resolveSibling("cabcd0.dat"));
        Files.write(known.resolveSibling("cabce0.dat"), new byte[4_096]);
        IllegalStateException unexplained = new IllegalStateException("Derby stopped");
        assertThat(Corruption.behind(database(), unexplained)).isEmpty();
        assertThat(doctor()).contains("exit 0").contains(" 0 damaged");

        Files.write(known, new byte[0]);
        assertThat(Corruption.behind(database(), unexplained).orElseThrow())
                .contains("seg0/" + known.getFileName() + ": page 0");
        assertThat(doctor()).contains("exit 1").contains("damaged: seg0/" + known.getFileName());
    }

    private void assertWaiting(int count) throws Exception {
        DerbyEventStore store = store();
        store.open(events -> {});
        assertThat(store.read(LANE, 0, count + 10)).hasSize(count);
        store.close();
    }

    private void fill() throws Exception {
        DerbyEventStore store = store();
        store.open(events -> {});
        appendAll(store, EVENTS, "x".repeat(400));
        store.close();
    }

    private static void appendAll(DerbyEventStore store, int count, String body) throws Exception {
        List<CompletableFuture<Appended>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(store.append(event(body), null).toCompletableFuture());
        }
        for (CompletableFuture<Appended> one : all) {
            one.get(60, TimeUnit.SECONDS);
        }
    }

    private static Appended append(DerbyEventStore store, String body) throws Exception {
        return store.append(event(body), null).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Event event(String body) {
        return new Event(LANE, "v2", Body.of(body), null);
    }

    private String doctor(String... words) {
        List<String> arguments = new ArrayList<>(List.of(database().toString()));
        arguments.addAll(List.of(words));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int exit = Doctor.run(arguments.toArray(String[]::new), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8) + "exit " + exit;
    }

    private Path report() throws IOException {
        try (Stream<Path> siblings = Files.list(database().resolveSibling("."))) {
            return siblings.map(path -> path.normalize().resolve(DamageFiles.TEXT))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Path copy = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                }
            }
        }
    }

    private DerbyEventStore store() {
        Path log = folder.getRoot().toPath().resolve("log/derby.log");
        DerbyEventStore store = new DerbyEventStore(
                () -> Settings.of(database().toString(), log.toString(), "", "100000", "P7D"),
                SMALL,
                Clock.systemUTC());
        opened.add(store);
        return store;
    }

    private Path database() {
        return folder.getRoot().toPath().resolve("db/queue");
    }
}
