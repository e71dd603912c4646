// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.queue.derby.salvage.ModelStore.there;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Mark;

/** Real databases, killed and damaged by seed; what is left is compared with what should be there. */
public class SalvageTest {

    private static final int PAGE = 32_768;

    private static final String DERBY_LOG = "derby.stream.error.file";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** Or else it is beside the sources. */
    @Before
    public void derbysLogIsOurs() {
        System.setProperty(
                DERBY_LOG, folder.getRoot().toPath().resolve("derby.log").toString());
    }

    @After
    public void derbyEnds() {
        ModelStore.shutDown(Path.of(""));
        System.clearProperty(DERBY_LOG);
    }

    @Test
    public void aDatabaseThatWasKilledIsSalvagedWithoutLossOrRepeat() throws Exception {
        for (long seed : seeds(0)) {
            try (ModelStore store = filled(seed)) {
                Path image = image(store, "killed" + seed);
                Damage damage = mend(image);
                assertThat(damage.lost()).as("seed %d", seed).isEmpty();
                assertThat(damage.missing()).as("seed %d", seed).isEmpty();
                assertSame(seed, store, new Rebuilt(image));
            }
        }
    }

    @Test
    public void aDatabaseThatWasClosedIsSalvagedWithoutLossOrRepeat() throws Exception {
        for (long seed : seeds(1)) {
            ModelStore store = filled(seed);
            store.close();
            Damage damage = mend(store.directory);
            assertThat(damage.lost()).as("seed %d", seed).isEmpty();
            assertSame(seed, store, new Rebuilt(store.directory));
        }
    }

    @Test
    public void aTornPageOfEventsLosesWhatTheReportNamesAndNothingElse() throws Exception {
        for (long seed : seeds(2)) {
            try (ModelStore store = filled(seed)) {
                Path image = image(store, "torn" + seed);
                tear(file(image, "events"), new Random(seed));
                Damage damage = mend(image);
                Rebuilt rebuilt = new Rebuilt(image);
                long told = damage.lostEvents();
                for (Map.Entry<Integer, ModelStore.Model> lane : store.lanes().entrySet()) {
                    Map<Long, StoredEvent> expected = lane.getValue().all();
                    Map<Long, StoredEvent> found = rebuilt.waiting(lane.getKey());
                    assertThat(expected).as("seed %d: nothing comes back", seed).containsAllEntriesOf(found);
                    String id = ModelStore.lane(lane.getKey()).id();
                    long lost = damage.lost().stream()
                            .filter(entry -> entry.lane().equals(id))
                            .mapToLong(Damage.Lost::count)
                            .sum();
                    int missing = expected.size() - found.size();
                    if (damage.lost().stream().anyMatch(entry -> entry.lane().equals(Damage.UNTOLD))) {
                        assertThat(lost).as("seed %d", seed).isLessThanOrEqualTo(missing);
                    } else {
                        assertThat(lost).as("seed %d", seed).isEqualTo(missing);
                    }
                    told -= missing;
                    for (long order : expected.keySet()) {
                        if (!found.containsKey(order)) {
                            assertThat(names(damage.missing(), order))
                                    .as("seed %d: order %d is named", seed, order)
                                    .isTrue();
                        }
                    }
                }
                assertThat(told).as("seed %d: told as lost, less what is", seed).isZero();
            }
        }
    }

    @Test
    public void aTornPageOfLanesLosesNothingAndRepeatsTheLastSettlementAtMost() throws Exception {
        for (long seed : seeds(3)) {
            try (ModelStore store = filled(seed)) {
                Path image = image(store, "lanes" + seed);
                tear(file(image, "lane"), new Random(seed));
                Damage damage = mend(image);
                Rebuilt rebuilt = new Rebuilt(image);
                assertThat(damage.lost()).isEmpty();
                for (Map.Entry<Integer, ModelStore.Model> lane : store.lanes().entrySet()) {
                    Map<Long, StoredEvent> found = rebuilt.waiting(lane.getKey());
                    assertThat(found)
                            .as("seed %d", seed)
                            .containsAllEntriesOf(lane.getValue().all());
                    assertThat(found.size() - lane.getValue().all().size())
                            .as("seed %d lane %d: repeats", seed, lane.getKey())
                            .isLessThanOrEqualTo(1);
                }
                assertThat(rebuilt.store.identity()).isEqualTo(store.store().identity());
            }
        }
    }

    @Test
    public void derbyWouldDropCommitsBehindABadPlaceInItsLogAndWeDoNot() throws Exception {
        int seen = 0;
        for (long seed : seeds(4)) {
            try (ModelStore store = filled(seed)) {
                Path image = image(store, "log" + seed);
                assertThat(new Mending(image, Clock.systemUTC()).verdict())
                        .as("seed %d", seed)
                        .isEmpty();
                flipInLog(image, new Random(seed));
                Optional<String> verdict = new Mending(image, Clock.systemUTC()).verdict();
                if (verdict.isPresent()) {
                    seen++;
                    assertThat(verdict.get())
                            .containsAnyOf(
                                    "is damaged, commits stand behind it", "is damaged, the log goes on behind it");
                    mend(image);
                }
                Rebuilt rebuilt = new Rebuilt(image);
                assertThat(rebuilt.store.commits())
                        .as("seed %d: only the last commit cannot be told from one that was never synced", seed)
                        .isGreaterThanOrEqualTo(store.store().commits() - 1);
            }
        }
        assertThat(seen).as("bad places that hide commits").isPositive();
    }

    @Test
    public void aLogThatIsMissingIsNotTakenForAnEmptyOne() throws Exception {
        try (ModelStore store = filled(51)) {
            for (String missing : List.of("log", "log/log.ctrl", "log/log")) {
                Path image = image(store, "missing" + missing.length());
                for (Path file : Trees.files(image)) {
                    if (image.relativize(file).toString().startsWith(missing)) {
                        Files.delete(file);
                    }
                }
                Files.deleteIfExists(image.resolve("log/logmirror.ctrl"));
                assertThat(new Mending(image, Clock.systemUTC()).verdict().orElse(""))
                        .as(missing)
                        .contains("missing");
            }
        }
    }

    /** Somewhere after the last checkpoint. */
    private static void flipInLog(Path image, Random random) throws IOException {
        long checkpoint = LogControl.checkpoint(image.resolve("log")).orElseThrow();
        Path log = image.resolve("log/log" + (checkpoint >>> 32) + ".dat");
        byte[] bytes = Files.readAllBytes(log);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        int start = (int) checkpoint;
        int at = start + random.nextInt(end - start);
        bytes[at] ^= 1;
        Files.write(log, bytes);
    }

    /** More with {@code -Dtocsin.salvage.seeds=100}. */
    private static long[] seeds(int test) {
        int count = Integer.getInteger("tocsin.salvage.seeds", 3);
        return LongStream.range(0, count).map(i -> test * 1_000_000L + i).toArray();
    }

    private ModelStore filled(long seed) throws Exception {
        ModelStore store = new ModelStore(folder.getRoot().toPath().resolve("model" + seed), seed);
        for (int i = 0; i < 60; i++) {
            store.commit();
        }
        store.someRest();
        store.checkpoint();
        for (int i = 0; i < 40; i++) {
            store.commit();
        }
        store.checkpoint(); // the log of the first part is gone after this
        for (int i = 0; i < 20; i++) {
            store.commit();
        }
        return store;
    }

    private Path image(ModelStore store, String name) throws IOException {
        Path image = folder.getRoot().toPath().resolve(name);
        try (Stream<Path> tree = Files.walk(store.directory)) {
            for (Path path : tree.toList()) {
                Path copy = image.resolve(store.directory.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else if (!path.toString().endsWith(".lck")) {
                    Files.copy(path, copy);
                }
            }
        }
        return image;
    }

    private static Damage mend(Path directory) throws Exception {
        return new Mending(directory, Clock.systemUTC()).mend("a test", null, List.of());
    }

    private static void assertSame(long seed, ModelStore store, Rebuilt rebuilt) {
        for (Map.Entry<Integer, ModelStore.Model> entry : store.lanes().entrySet()) {
            ModelStore.Model expected = entry.getValue();
            LaneData lane = there(rebuilt.lanes.get(entry.getKey()));
            String what = "seed " + seed + " lane " + entry.getKey();
            assertThat(rebuilt.waiting(entry.getKey())).as(what).isEqualTo(expected.all());
            assertThat(lane.waiting()).as(what).isEqualTo(expected.all().size());
            assertThat(lane.putBack()).as(what).isEqualTo(expected.putBack.size());
            assertThat(lane.delivered()).as(what).isEqualTo(expected.delivered);
            assertThat(rebuilt.exceptions(entry.getKey()).entrySet().stream()
                            .filter(exception -> exception.getValue() == Mark.DROPPED)
                            .map(Map.Entry::getKey))
                    .as(what)
                    .containsAll(expected.dropped.keySet());
            assertThat(rebuilt.exceptions(entry.getKey()).entrySet().stream()
                            .filter(exception -> exception.getValue() == Mark.DEAD)
                            .map(Map.Entry::getKey))
                    .as(what)
                    .containsAll(expected.dead.keySet());
        }
        assertThat(rebuilt.store.identity()).isEqualTo(store.store().identity());
        assertThat(rebuilt.store.lastOrder()).isEqualTo(store.store().lastOrder());
    }

    /** The file of a table, found by what its rows are. */
    private static Path file(Path image, String table) throws IOException {
        byte kind = (byte) (table.equals("lane") ? 'L' : 'B');
        Path best = image;
        int most = 0;
        try (Stream<Path> files = Files.list(image.resolve("seg0"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".dat")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                int count = 0;
                for (int i = 0; i + 4 < bytes.length; i++) {
                    if (bytes[i] == 'T' && bytes[i + 1] == 'c' && bytes[i + 2] == 'S' && bytes[i + 3] == kind) {
                        count++;
                    }
                }
                if (count > most) {
                    most = count;
                    best = file;
                }
            }
        }
        return best;
    }

    private static void tear(Path file, Random random) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long pages = bytes.length() / PAGE;
            long page = random.nextLong(1, Math.max(2, pages));
            if (random.nextBoolean()) {
                bytes.seek(page * PAGE + PAGE / 2L);
                bytes.write(new byte[PAGE / 2]);
            } else {
                long at = page * PAGE + random.nextInt(PAGE);
                bytes.seek(at);
                int value = bytes.read();
                bytes.seek(at);
                bytes.write(value ^ 1 << random.nextInt(8));
            }
        }
    }

    private static boolean names(List<String> ranges, long order) {
        return ranges.stream().anyMatch(range -> {
            int dash = range.indexOf('-');
            long from = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
            return from <= order && order <= Long.parseLong(range.substring(dash + 1));
        });
    }
}
