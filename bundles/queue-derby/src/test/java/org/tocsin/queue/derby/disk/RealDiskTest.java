// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Assume;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.HealthPart;
import org.tocsin.api.Lane;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/**
 * A real file system of 64 MiB that is filled to the last byte below a store that works. Needs the
 * right to mount one; without it there is {@link DiskFaultTest}.
 */
public class RealDiskTest {

    private static final int CYCLES = Integer.getInteger("tocsin.disk.cycles", 20);

    @ClassRule
    public static final SmallDerby DERBY = new SmallDerby();

    private static final Lane LANE = new Lane("pagerduty", "web");
    private static final int WAITING = 200;
    private static final Duration BOUND = Duration.ofSeconds(20);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private @Nullable SmallFileSystem mounted;

    @Before
    public void mount() throws Exception {
        try {
            mounted = SmallFileSystem.mount(folder.newFolder("disk").toPath());
        } catch (IOException e) {
            Assume.assumeNoException("nobody but root may mount a file system: skipped", e);
        }
    }

    @After
    public void unmount() throws Exception {
        if (mounted != null) {
            mounted.close();
        }
    }

    @Test
    public void aFullFileSystemRefusesAndTheStoreResumes() throws Exception {
        SmallFileSystem disk = Objects.requireNonNull(mounted);
        Path database = disk.place().resolve("queue");
        try (Patient patient = new Patient(database, DERBY.store(database), () -> DERBY.store(database), 3)) {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                List<StoreException> refused = patient.suffer(disk::fill, disk::empty);
                assertThat(refused).allMatch(StoreException::full);
            }
            assertThat(patient.prompt()).as("cycles resumed within a second").isGreaterThan(CYCLES * 3 / 4);
            assertThat(patient.refusals()).as("refusals in all").isPositive();
            System.out.printf(
                    "%d cycles, %d refusals, resumed within %s%n", CYCLES, patient.refusals(), patient.slowest());
        }
    }

    @Test
    public void onAFullFileSystemWhatWaitsIsStillDelivered() throws Exception {
        SmallFileSystem disk = Objects.requireNonNull(mounted);
        Path database = disk.place().resolve("queue");
        EventStore store = DERBY.store(database);
        store.open(events -> {});
        for (int i = 0; i < WAITING; i++) {
            assertThat(isRefused(store)).isFalse();
        }
        Path reserve = disk.place().resolve("queue.reserve");
        Awaitility.await("the reserve").atMost(BOUND).until(() -> Files.exists(reserve));
        disk.fill();
        Awaitility.await("a refusal").atMost(BOUND).until(() -> isRefused(store));
        int waiting = read(store, Integer.MAX_VALUE).size();
        for (StoredEvent head : read(store, waiting / 2)) {
            settle(store, head);
            assertThat(isRefused(store)).as("new events wait for the reserve").isTrue();
        }
        store.close();

        EventStore again = DERBY.store(database);
        again.open(events -> {});
        List<StoredEvent> left = read(again, waiting);
        assertThat(left).hasSize(waiting - waiting / 2);
        for (StoredEvent head : left) {
            settle(again, head);
        }
        assertThat(read(again, 1)).isEmpty();
        assertThat(((HealthPart) again).health().state()).isEqualTo(HealthPart.State.DEGRADED);
        disk.empty();
        Awaitility.await("an event is taken")
                .atMost(BOUND)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !isRefused(again));
        Awaitility.await("the reserve").atMost(BOUND).until(() -> Files.exists(reserve));
        assertThat(((HealthPart) again).health().state()).isEqualTo(HealthPart.State.READY);
        again.close();
    }

    /** The database may just be opened anew after a commit that found the disk full; the queue asks again, too. */
    private static List<StoredEvent> read(EventStore store, int limit) {
        return Awaitility.await("a read")
                .atMost(BOUND)
                .pollInterval(Duration.ofMillis(50))
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsMatching(StoreException.class::isInstance)
                .until(() -> store.read(LANE, 0, limit), Objects::nonNull);
    }

    /** The first one finds out that the disk is full. */
    private static void settle(EventStore store, StoredEvent head) {
        Settlement settlement = new Settlement(head, Settlement.Result.DELIVERED, 1, "202");
        Awaitility.await("event " + head.order())
                .atMost(BOUND)
                .pollInterval(Duration.ofMillis(50))
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .until(() -> {
                    get(store.settle(settlement));
                    return true;
                });
    }

    private static boolean isRefused(EventStore store) throws Exception {
        try {
            get(store.append(event(), null));
            return false;
        } catch (ExecutionException e) {
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            refusal ->
                                    assertThat(refusal.full()).as("%s", refusal).isTrue());
            return true;
        }
    }

    private static Event event() {
        return new Event(LANE, "v2", Body.of("x".repeat(500)), null);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }
}
