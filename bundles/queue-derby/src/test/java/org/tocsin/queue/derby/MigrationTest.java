// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/** A store of version 0.1.0 goes on in this version with all that it held, whatever interrupts that. */
public class MigrationTest {

    private static final Lane WEB = new Lane("pagerduty", "web");
    private static final Lane DB = new Lane("pagerduty", "db");
    private static final Lane IDLE = new Lane("pagerduty", "idle");
    private static final int KILLS = Integer.getInteger("tocsin.kills", 8);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void whatWaitedWaitsAndWhatWasDeadIsDead() throws Exception {
        makeVersionOne(30);
        check(30);
        check(30); // and it is migrated once
        assertThat(beside(".version-1")).doesNotExist();
        assertThat(beside(".migrated")).doesNotExist();
        assertThat(beside(".new")).doesNotExist();
    }

    @Test
    public void deadLettersOfTheOldVersionCanBePutBack() throws Exception {
        makeVersionOne(30);
        DerbyEventStore store = open();
        try {
            assertThat(store.change(new LaneChange.Requeue(WEB, Set.of()))
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS)
                            .events())
                    .isEqualTo(1);
            assertThat(store.read(WEB, 0, 3)).extracting(StoredEvent::order).containsExactly(2L, 7L, 100L);
        } finally {
            store.close();
        }
    }

    @Test
    public void aKillInTheMiddleLosesNothing() throws Exception {
        makeVersionOne(2_000);
        SplittableRandom random = new SplittableRandom(3);
        boolean finished = false;
        for (int i = 0; i < KILLS && !finished; i++) {
            try (Child child = Child.start(MigratedStore.class, directory())) {
                child.await("OPENING");
                long end = System.nanoTime()
                        + Duration.ofMillis(random.nextInt(2_500)).toNanos();
                Awaitility.await()
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> System.nanoTime() - end >= 0);
                child.kill();
                finished = child.lines().contains("OPEN");
            }
        }
        check(2_000);
    }

    @Test
    public void aKillBetweenTheTwoRenamesIsMadeGood() throws Exception {
        makeVersionOne(30);
        Path migrated = beside(".migrated");
        DerbyEventStore store = open();
        store.close();
        // as the kill would leave it: the new one whole beside, the old one moved away
        Files.move(directory(), migrated);
        Files.createDirectory(beside(".version-1"));
        check(30);
        assertThat(migrated).doesNotExist();
    }

    @Test
    public void aDraftBesideAnOldDatabaseThatStillWorksIsMadeAnew() throws Exception {
        makeVersionOne(30);
        Files.createDirectories(beside(".migrated").resolve("seg0"));
        Files.createDirectories(beside(".new").resolve("seg0"));
        check(30);
    }

    @Test
    public void aNewerSchemaIsRefusedInOneLineAndLeftAlone() throws Exception {
        try (VersionOneDatabase newer = new VersionOneDatabase(directory(), 3, 1, 1)) {
            newer.lane(1, "web", 0, 0, 0, 0, 0);
        }
        for (int i = 0; i < 2; i++) {
            StoreException refusal = catchThrowableOfType(StoreException.class, this::open);
            assertThat(refusal)
                    .hasMessage("database " + directory() + ": its schema is of version 3, this program reads 1 to 2;"
                            + " start the version that wrote it");
        }
    }

    @Test
    public void theDoctorLeavesOtherSchemasAlone() throws Exception {
        makeVersionOne(30);
        assertThat(doctor("--repair"))
                .contains("exit 0")
                .contains("is of an older version")
                .contains("the agent brings it forward")
                .doesNotContain("repaired");
        check(30);
        try (Connection connection = Drafts.source(directory()).getConnection();
                Statement sql = connection.createStatement()) {
            sql.executeUpdate("update ledger set version = 3");
        } finally {
            Drafts.shutDown(directory());
        }
        assertThat(doctor("--repair"))
                .contains("exit 2")
                .contains("its schema is of version 3, this program reads 1 to 2")
                .doesNotContain("repaired");
        try (Stream<Path> siblings = Files.list(directory().resolveSibling("."))) {
            assertThat(siblings).noneMatch(path -> path.toString().contains(".damaged"));
        }
    }

    private String doctor(String... flags) {
        List<String> arguments = new ArrayList<>(List.of(directory().toString()));
        arguments.addAll(List.of(flags));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int exit = Doctor.run(arguments.toArray(String[]::new), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8) + "exit " + exit;
    }

    /** Lane 1 has a dead letter, one put back below its cursor, and a backlog; lane 2 a big event; lane 3 nothing. */
    private void makeVersionOne(int backlog) throws Exception {
        try (VersionOneDatabase old = new VersionOneDatabase(directory(), 1, 77, 1_000_000)) {
            old.lane(1, "web", 50, backlog + 1, 0, 12, 1);
            old.lane(2, "db", 3, 1, 0, 4, 0);
            old.lane(3, "idle", 40, 0, 0, 9, 0);
            old.deadLetter(1, 2, body(2, 70_000), 7, "400");
            old.event(1, 7, null, body(7, 10));
            for (int i = 0; i < backlog; i++) {
                old.event(1, 100 + i * 3L, "k" + i, body(100 + i * 3L, 500));
            }
            old.event(2, 101, "big", body(101, 200_000));
        }
    }

    private void check(int backlog) throws Exception {
        DerbyEventStore store = new DerbyEventStore(directory().toString(), directory() + ".log", "");
        List<LaneRecord> lanes = store.open(events -> {});
        try {
            assertThat(store.identity()).isEqualTo(VersionOneDatabase.IDENTITY);
            assertThat(lanes)
                    .containsExactlyInAnyOrder(
                            new LaneRecord(WEB, backlog + 1, 10 + backlog * 500L, 12, 1, 0, false),
                            new LaneRecord(DB, 1, 200_000, 4, 0, 0, false),
                            new LaneRecord(IDLE, 0, 0, 9, 0, 0, false));
            List<StoredEvent> waiting = store.read(WEB, 0, Integer.MAX_VALUE);
            assertThat(waiting).hasSize(backlog + 1);
            assertThat(waiting.get(0)).isEqualTo(stored(WEB, 7, null, 10));
            for (int i = 0; i < backlog; i++) {
                assertThat(waiting.get(i + 1)).isEqualTo(stored(WEB, 100 + i * 3L, "k" + i, 500));
            }
            assertThat(store.read(DB, 0, 10)).containsExactly(stored(DB, 101, "big", 200_000));
            EventRecord dead =
                    store.list(new EventFilter(WEB, EventState.DEAD, 0, 10)).get(0);
            assertThat(dead)
                    .isEqualTo(new EventRecord(
                            2,
                            EventState.DEAD,
                            stored(WEB, 2, "dead", 70_000).event(),
                            Instant.ofEpochMilli(VersionOneDatabase.accepted(2)),
                            7,
                            "400",
                            null));
            assertThat(store.list(new EventFilter(WEB, EventState.DELIVERED, 0, 10)))
                    .isEmpty();
        } finally {
            store.close();
        }
    }

    private DerbyEventStore open() throws StoreException {
        DerbyEventStore store = new DerbyEventStore(directory().toString(), directory() + ".log", "");
        store.open(events -> {});
        return store;
    }

    private static StoredEvent stored(Lane lane, long order, @Nullable String key, int size) {
        return new StoredEvent(
                order,
                new Event(lane, "v2", Body.of(body(order, size)), key),
                Instant.ofEpochMilli(VersionOneDatabase.accepted(order)));
    }

    private static byte[] body(long order, int size) {
        byte[] body = new byte[size];
        for (int i = 0; i < size; i++) {
            body[i] = (byte) (order + i);
        }
        return body;
    }

    private Path directory() {
        return folder.getRoot().toPath().resolve("queue");
    }

    private Path beside(String suffix) {
        return directory().resolveSibling("queue" + suffix);
    }
}
