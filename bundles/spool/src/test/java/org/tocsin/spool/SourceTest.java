// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.QueueRefusedException.Reason;
import org.tocsin.api.SettingsReader;
import org.tocsin.pagerduty.PagerDutyFormat;
import org.tocsin.spool.UnfitFileException.Why;

/** An inbox over time: what is wrong with the directory or with what lies around there takes nothing away from its files. */
public class SourceTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Settings SETTINGS =
            Settings.of(SettingsReader.of(Config.class, Map.of("maxRejected", "1")), "/nowhere");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final SmallQueue queue = new SmallQueue();
    private final List<String> told = new ArrayList<>();
    private Path spool;
    private Source source;

    private final Report report = new Report() {
        @Override
        public void taken(Inbox from) {}

        @Override
        public void setAside(Inbox from, String called, Why why, String message) {}

        @Override
        public void stuck(Inbox from, String message) {
            told.add(message);
        }
    };

    @Before
    public void makeSource() {
        spool = folder.getRoot().toPath().resolve("spool");
        source = fresh();
    }

    @After
    public void close() {
        source.close();
    }

    private Source fresh() {
        Clock clock = Clock.systemUTC();
        return new Source(
                Inbox.spool(spool, new SpoolLayout(Drops.BOOT), SETTINGS, clock),
                false,
                clock,
                new TakenIn(folder.getRoot().toPath().resolve("data/taken-in")));
    }

    private TakeIn.@Nullable Result pass() {
        return source.pass(
                new Pass(queue, () -> true, new CompletableFuture<>(), null, Set.of()),
                channel -> new PagerDutyFormat(),
                report,
                () -> {});
    }

    @Category(NotAsRoot.class)
    @Test
    public void whatCannotBeTidiedUpIsToldOnceAndTakesNothingAwayFromThePass() throws IOException {
        Assume.assumeTrue("root deletes everything; NobodyTest runs this as another user", Unix.user() != 0);
        Files.createDirectory(spool);
        Path hostile = Files.createDirectory(spool.resolve(".x"));
        Files.writeString(hostile.resolve("file"), "");
        Path draft = Files.writeString(spool.resolve(".y"), "");
        List<Path> closed = new ArrayList<>(List.of(hostile));
        for (String one : List.of("a", "b")) {
            Path inner = Files.createDirectories(
                    spool.resolve("rejected").resolve(one).resolve("inner"));
            Files.writeString(inner.resolve("file"), "");
            closed.add(inner);
        }
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
        Files.setLastModifiedTime(hostile, old);
        Files.setLastModifiedTime(draft, old);
        for (Path one : closed) {
            Files.setPosixFilePermissions(one, PosixFilePermissions.fromString("---------"));
        }
        new Drops(spool).drop(Drops.KEY, "good");

        try {
            TakeIn.Result result = pass();

            assertThat(result).isNotNull();
            assertThat(source.problem()).isEmpty();
            assertThat(queue.events).hasSize(1);
            assertThat(draft).as("it is tidied up nevertheless").doesNotExist();
            assertThat(told).hasSize(2).allMatch(line -> line.contains("AccessDeniedException"));
            assertThat(source.rejected()).isEqualTo(2);
            source.inbox().tidy(told::add);
            assertThat(told).hasSize(2);
        } finally {
            for (Path one : closed) {
                Files.setPosixFilePermissions(one, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    @Test
    public void aDirectoryThatCannotBeListedNowIsNotTakenForAnEmptyOne() throws IOException {
        pass();
        new Drops(spool).drop(Drops.KEY, "1");
        Path taken = spool.resolve("taken");
        Files.delete(taken);
        Files.createSymbolicLink(taken, taken);

        TakeIn.Result failed = Objects.requireNonNull(pass());

        assertThat(failed.stopped()).isNotNull().returns(Reason.NOT_READY, refusal -> refusal.reason());
        pass();
        assertThat(queue.events).hasSize(1);
    }

    @Test
    public void aWatchThatHasEndedIsGivenBackToTheKernel() throws IOException {
        long before = watches();
        for (int i = 0; i < 5; i++) {
            assertThat(pass()).isNotNull();
            Shelf.delete(spool);
            await("the end of the watch over it")
                    .atMost(SOON)
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().equals("tocsin-spool-watch")));
        }

        assertThat(watches()).isEqualTo(before);
    }

    private static long watches() throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(SourceTest::isWatch).count();
        }
    }

    private static boolean isWatch(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("inotify");
        } catch (IOException e) {
            return false; // that of the listing itself
        }
    }
}
