// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueRefusedException.Reason;
import org.tocsin.api.Receipt;
import org.tocsin.api.SettingsReader;
import org.tocsin.api.SubmissionId;
import org.tocsin.pagerduty.PagerDutyFormat;
import org.tocsin.spool.UnfitFileException.Why;

/** Files of a real file system go on a queue: once, in their order, and what is hostile harms nobody. */
public class TakeInTest {

    private static final Settings SETTINGS =
            Settings.of(SettingsReader.of(Config.class, Map.of("maxRejected", "3")), "/nowhere");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final SmallQueue queue = new SmallQueue();
    private final List<String> told = new ArrayList<>();
    private final List<Why> rejected = new ArrayList<>();
    private Runnable healed = () -> {};
    private int taken;
    private @Nullable EventFormat format = new PagerDutyFormat();
    private Instant now = Instant.now();
    private Path spool;
    private Drops drops;
    private Inbox inbox;
    private Patience patience;
    private TakenIn takenIn;
    private TakeIn takeIn;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private final Report report = new Report() {
        @Override
        public void taken(Inbox from) {
            taken++;
        }

        @Override
        public void setAside(Inbox from, String called, Why why, String message) {
            rejected.add(why);
            healed.run();
            told.add(called + " " + message);
        }

        @Override
        public void stuck(Inbox from, String message) {
            told.add(message);
        }
    };

    @Before
    public void makeSpool() throws IOException {
        spool = folder.getRoot().toPath().resolve("spool");
        inbox = Inbox.spool(spool, new SpoolLayout(Drops.BOOT), SETTINGS, clock);
        inbox.prepare();
        drops = new Drops(spool);
        patience = new Patience(clock);
        restart();
    }

    /** With nothing in mind but what is on the disk. */
    private void restart() {
        takenIn = new TakenIn(folder.getRoot().toPath().resolve("data/spool/taken-in"));
        takeIn = takeIn(inbox);
    }

    private TakeIn takeIn(Inbox from) {
        return new TakeIn(from, this::formatOf, report, clock, patience, takenIn);
    }

    @After
    public void nothingSecretIsTold() {
        assertThat(told.toString()).doesNotContain(Drops.KEY).doesNotContain(Drops.OTHER);
    }

    private @Nullable EventFormat formatOf(String channel) {
        return channel.equals("pagerduty") ? format : channel.equals(AdapterInput.CHANNEL) ? new Inputs() : null;
    }

    private TakeIn.Result pass() throws IOException {
        return pass(takeIn);
    }

    private TakeIn.Result pass(TakeIn one) throws IOException {
        patience.begin();
        return one.pass(new Pass(queue, () -> true, new CompletableFuture<>(), null, Set.of()));
    }

    @Test
    public void theDirectoryIsMadeSoThatAnybodyDropsAndNobodyLists() throws IOException {
        assertThat(Unix.of(spool).mode() & 07777).isEqualTo(03733);
        assertThat(Unix.of(spool.resolve("taken")).mode() & 0777).isEqualTo(0700);
        assertThat(Unix.of(spool.resolve("rejected")).mode() & 0777).isEqualTo(0700);
    }

    @Test
    public void filesAreTakenInInTheirOrderAndAreGoneThen() throws IOException {
        for (int i = 1; i <= 20; i++) {
            drops.drop(i % 2 == 0 ? Drops.KEY : Drops.OTHER, "m" + i);
        }

        TakeIn.Result result = pass();

        assertThat(queue.bodies())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 20)
                        .mapToObj(i -> Drops.event(i % 2 == 0 ? Drops.KEY : Drops.OTHER, "m" + i))
                        .toList());
        assertThat(result.left()).isZero();
        assertThat(taken).isEqualTo(20);
        assertThat(files(spool)).isEmpty();
    }

    @Test
    public void withinABootTheKernelsClockDecidesAndTheTimeOfDayOnlyBetweenBoots() throws IOException {
        drops.put(Drops.name(5_000, Drops.BOOT, 2, 1), Drops.envelope("a", Drops.event(Drops.KEY, "second")));
        drops.put(Drops.name(9_000, Drops.BOOT, 1, 2), Drops.envelope("b", Drops.event(Drops.KEY, "first")));
        drops.put(Drops.name(8_000, "aaaaaaaa", 9, 3), Drops.envelope("c", Drops.event(Drops.KEY, "lastBoot2")));
        drops.put(Drops.name(9_999, "aaaaaaaa", 8, 4), Drops.envelope("d", Drops.event(Drops.KEY, "lastBoot1")));
        drops.put(Drops.name(7_000, "bbbbbbbb", 99, 5), Drops.envelope("e", Drops.event(Drops.KEY, "boot")));

        pass();

        assertThat(queue.events)
                .extracting(event -> event.dedupKey())
                .containsExactly("boot", "lastBoot1", "lastBoot2", "first", "second");
    }

    @Test
    public void whatTheQueueRefusesWaitsWithAllOfItsLaneUntilThereIsRoom() throws IOException {
        drops.drop(Drops.KEY, "1");
        drops.drop(Drops.KEY, "2");
        drops.drop(Drops.OTHER, "3");
        drops.drop(Drops.KEY, "4");
        queue.refuse(Reason.FULL, 1);

        TakeIn.Result full = pass();

        assertThat(full.stopped()).isNotNull();
        assertThat(full.left()).isEqualTo(3);
        assertThat(full.lanes()).containsExactlyInAnyOrder(lane(Drops.KEY), lane(Drops.OTHER));
        drops.drop(Drops.KEY, "5");
        assertThat(pass().left()).isEqualTo(4);
        queue.open();
        assertThat(pass().left()).isZero();
        assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    public void aQueueThatIsNotReadyStopsThePassAndNothingIsLost() throws IOException {
        drops.drop(Drops.KEY, "1");
        drops.drop(Drops.OTHER, "2");
        queue.refuse(Reason.NOT_READY, 0);

        assertThat(pass().stopped()).isNotNull();
        queue.open();
        pass();

        assertThat(queue.events).hasSize(2);
    }

    @Test
    public void aCrashBetweenTheCommitAndTheDeletionKeepsTheEventOnce() throws IOException {
        Path file = drops.drop(Drops.KEY, "1");
        byte[] content = Files.readAllBytes(file);
        pass();
        Files.write(spool.resolve("taken").resolve(file.getFileName()), content);

        pass(takeIn(inbox));

        assertThat(queue.events).hasSize(1);
        assertThat(files(spool.resolve("taken"))).isEmpty();
    }

    @Test
    public void aFileThatWasClaimedBeforeACrashComesBeforeTheOthers() throws IOException {
        Path first = drops.drop(Drops.KEY, "1");
        drops.drop(Drops.KEY, "2");
        Files.move(first, spool.resolve("taken").resolve(first.getFileName()));

        pass();

        assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("1", "2");
    }

    @Test(timeout = 60_000)
    public void aHostileDirectoryHarmsNobody() throws Exception {
        Path secret = Files.writeString(folder.getRoot().toPath().resolve("secret"), "canary");
        Files.createSymbolicLink(spool.resolve(Drops.name(1, Drops.BOOT, 1, 1)), secret);
        Files.createLink(spool.resolve(Drops.name(1, Drops.BOOT, 2, 2)), secret);
        fifo(spool.resolve(Drops.name(1, Drops.BOOT, 3, 3)));
        fifo(spool.resolve("pipe"));
        try (FileChannel huge = FileChannel.open(
                spool.resolve(Drops.name(1, Drops.BOOT, 4, 4)), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            huge.write(ByteBuffer.wrap(new byte[1]), 1L << 33);
        }
        Files.createDirectory(spool.resolve(Drops.name(1, Drops.BOOT, 5, 5)));
        drops.put(Drops.name(1, Drops.BOOT, 6, 6), "garbage");
        drops.put(Drops.name(1, Drops.BOOT, 7, 7), "");
        drops.put(Drops.name(1, Drops.BOOT, 8, 8), Drops.envelope("x", "{\"routing_key\":\"" + Drops.KEY + "\"}"));
        drops.put(Drops.name(1, Drops.BOOT, 9, 9), Drops.envelope("x", "[".repeat(100_000)));
        drops.put("no name", "x");
        odd();
        drops.drop(Drops.KEY, "good");

        TakeIn.Result result = pass();

        assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("good");
        assertThat(result.left()).isZero();
        assertThat(rejected)
                .containsExactlyInAnyOrder(
                        Why.KIND,
                        Why.KIND,
                        Why.KIND,
                        Why.NAME,
                        Why.SIZE,
                        Why.KIND,
                        Why.CONTENT,
                        Why.CONTENT,
                        Why.EVENT,
                        Why.EVENT,
                        Why.NAME,
                        Why.NAME);
        assertThat(Files.readString(secret)).isEqualTo("canary");
        assertThat(told.toString()).doesNotContain("canary");
        assertThat(files(spool)).isEmpty();
        int once = told.size();
        pass();
        assertThat(told).as("nothing is told twice").hasSize(once);
    }

    @Test
    public void anInputMayBeLongerThanAnEvent() throws IOException {
        drops.put(Drops.name(1, Drops.BOOT, 1, 1), Drops.input("a", "x".repeat(AdapterInput.MAX_WAITING_BYTES)));
        drops.put(
                Drops.name(1, Drops.BOOT, 2, 2), Drops.input("b", "x".repeat(AdapterInput.MAX_WAITING_BYTES + 20_000)));
        drops.put(Drops.name(1, Drops.BOOT, 3, 3), Drops.envelope("c", "x".repeat(541_000)));

        pass();

        assertThat(queue.events)
                .extracting(event -> event.body().size())
                .containsExactly(AdapterInput.MAX_WAITING_BYTES);
        assertThat(rejected).containsExactly(Why.SIZE, Why.SIZE);
        assertThat(told.get(0)).endsWith(" is longer than 4210688 bytes");
        assertThat(told.get(1)).endsWith(" is longer than 540672 bytes");
    }

    /** Any local user may drop them: they must not fill the agent's memory. */
    @Test
    public void longInputsOfManyLanesAreNotAllInMemory() throws IOException {
        AtomicLong open = new AtomicLong();
        AtomicLong most = new AtomicLong();
        for (int i = 0; i < 12; i++) {
            drops.put(Drops.name(1, Drops.BOOT, i, i), Drops.input("s" + i, i + "x".repeat(4_000_000)));
        }
        Deque<CompletableFuture<Receipt>> answers = new ArrayDeque<>();
        EventQueue slow = new EventQueue() {
            @Override
            public CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
                most.accumulateAndGet(open.addAndGet(event.body().size()), Math::max);
                CompletableFuture<Receipt> answer = new CompletableFuture<>() {
                    @Override
                    public Receipt get() throws InterruptedException, ExecutionException {
                        open.addAndGet(-event.body().size());
                        return super.get();
                    }
                };
                answers.add(answer);
                answer.complete(new Receipt(answers.size(), String.format("%032x", answers.size()), null));
                return answer;
            }

            @Override
            public List<LaneStatus> status() {
                return List.of();
            }
        };

        takeIn.pass(new Pass(slow, () -> true, new CompletableFuture<>(), null, Set.of()));

        assertThat(answers).hasSize(12);
        assertThat(open).hasValue(0);
        assertThat(most.get()).isBetween(8_000_000L, 32L << 20);
    }

    /** Takes any text, of the lane that its first letter names. */
    private static final class Inputs implements EventFormat {
        @Override
        public String channel() {
            return AdapterInput.CHANNEL;
        }

        @Override
        public Event read(Body text, @Nullable String format, @Nullable String key) {
            String lane = text.utf8().replace("x", "");
            return new Event(new Lane(AdapterInput.CHANNEL, "of" + lane), "any", text, null);
        }
    }

    /** Bytes that are no text in any character set of ours. */
    private void odd() throws IOException, InterruptedException {
        Process made = new ProcessBuilder(
                        "sh", "-c", "printf x >\"$1/$(printf 'a\\377\\n\\033[1m')\"", "sh", spool.toString())
                .start();
        assertThat(made.waitFor()).isZero();
    }

    @Category(NotAsRoot.class)
    @Test
    public void aFileThatTheAgentMayNotReadIsSetAsideOnce() throws IOException {
        Assume.assumeTrue("root reads everything; NobodyTest runs this as another user", Unix.user() != 0);
        Path file = drops.drop(Drops.KEY, "1");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        drops.drop(Drops.KEY, "2");

        pass();
        pass();

        assertThat(rejected).containsExactly(Why.UNREADABLE);
        assertThat(queue.events).hasSize(1);
    }

    @Test
    public void aFileThatCannotBeReadNowStaysAndIsTriedAgain() throws IOException {
        drops.drop(Drops.KEY, "1");
        drops.drop(Drops.KEY, "2");
        Thread.currentThread().interrupt();

        TakeIn.Result interrupted;
        try {
            interrupted = pass();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(rejected).isEmpty();
        assertThat(told).isEmpty();
        assertThat(interrupted.stopped()).isNotNull().returns(Reason.NOT_READY, refusal -> refusal.reason());
        assertThat(interrupted.left()).isEqualTo(2);
        pass();
        assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("1", "2");
    }

    @Test
    public void aFileThatCanNeverBeReadIsSetAsideAfterAWhileAndTheOthersGoOn() throws IOException {
        Path bad = drops.drop(Drops.KEY, "1");
        drops.drop(Drops.KEY, "2");
        for (int i = 0; i < 30; i++) {
            Thread.currentThread().interrupt();
            assertThat(pass().stopped()).isNotNull();
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(rejected).as("it may pass by itself").isEmpty();
        now = now.plusSeconds(11);
        healed = () -> assertThat(Thread.interrupted()).isTrue();
        Thread.currentThread().interrupt();

        TakeIn.Result result = pass();

        assertThat(rejected).containsExactly(Why.UNREADABLE);
        assertThat(result.through()).isTrue();
        assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("2");
        assertThat(inbox.rejected().notes())
                .singleElement()
                .asString()
                .contains("-unreadable, " + bad.getFileName() + " could not be read for some time")
                .endsWith("when it can be read, move it back to " + spool + " as " + bad.getFileName());
    }

    @Test
    public void aMomentInWhichFilesCannotBeReadIsForgottenWhenItIsOver() throws IOException {
        drops.drop(Drops.KEY, "1");
        for (int i = 0; i < 30; i++) {
            Thread.currentThread().interrupt();
            pass();
            assertThat(Thread.interrupted()).isTrue();
        }
        now = now.plusSeconds(11);
        pass();
        drops.drop(Drops.KEY, "2");
        Thread.currentThread().interrupt();

        pass();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(rejected).isEmpty();
        pass();
        assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("1", "2");
    }

    @Category(NotAsRoot.class)
    @Test
    public void aFileThatWasTakenInAndCannotBeDeletedIsNeverTakenInAgain() throws IOException {
        Assume.assumeTrue("root deletes everything; NobodyTest runs this as another user", Unix.user() != 0);
        Path closed = spool.resolve("taken");
        Path file = closed.resolve(drops.drop(Drops.KEY, "1").getFileName());
        queue.whenAccepted = () -> mode(closed, "r-x------");
        pass();
        assertThat(queue.events).hasSize(1);
        assertThat(told)
                .containsExactly(file.getFileName()
                        + " was taken in and cannot be deleted (AccessDeniedException): delete" + " it in " + closed);
        assertThat(takeIn.troubles()).containsExactlyElementsOf(told);

        restart();
        queue.events.clear();
        queue.forget(); // it was more than a day
        queue.whenAccepted = () -> {};
        assertThatThrownBy(this::pass)
                .isInstanceOf(UnusableInboxException.class)
                .hasMessageContaining("give it to that user");
        mode(closed, "rwx------");
        drops.drop(Drops.KEY, "2");
        pass();

        assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("2");
        assertThat(file).doesNotExist();
        assertThat(folder.getRoot().toPath().resolve("data/spool/taken-in")).doesNotExist();
        assertThat(takeIn.passedOver()).isZero();
    }

    @Test
    public void withoutRoomToNoteWhatCannotBeDeletedNothingIsTakenInTwice() throws IOException {
        Path notes = folder.newFolder("data", "spool").toPath().resolve("taken-in");
        Files.writeString(
                notes, IntStream.range(0, TakenIn.MOST).mapToObj(i -> i + "\n").collect(Collectors.joining()));
        drops.drop(Drops.KEY, "1");
        assertThatThrownBy(this::pass)
                .isInstanceOf(UnusableInboxException.class)
                .hasMessageEndingWith(": delete them");

        Files.delete(notes);
        Files.createDirectory(notes);
        restart();
        assertThatThrownBy(this::pass)
                .isInstanceOf(UnusableInboxException.class)
                .hasMessageStartingWith(notes + " cannot be read");

        assertThat(queue.events).isEmpty();
        Files.delete(notes);
        pass();
        assertThat(queue.events).hasSize(1);
    }

    @Test
    public void anotherFileOfTheNameOfOneThatWasTakenInIsAnotherEvent() throws IOException {
        Path one = Files.writeString(spool.resolve("one"), "1");
        takenIn.load();
        takenIn.add(one);
        restart();
        takenIn.load();
        assertThat(takenIn.contains(one)).isTrue();

        Files.writeString(one, "another");

        assertThat(takenIn.contains(one)).isFalse();
    }

    @Test(timeout = 60_000)
    public void filesThatWaitForAPluginHideNoneBehindThemHoweverManyThereAre() throws IOException {
        for (int i = 0; i <= Inbox.MAX_NAMES; i++) {
            String event = Drops.envelope("n" + i, "hello").replace("pagerduty", "slack");
            Files.writeString(spool.resolve(Drops.name(1, Drops.BOOT, i, i)), event);
        }
        drops.put(Drops.name(1, Drops.BOOT, 900_000, 1), Drops.envelope("last", Drops.event(Drops.KEY, "last")));

        TakeIn.Result result = pass();

        assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("last");
        assertThat(result.through()).isTrue();
        assertThat(result.channels()).containsExactly("slack");
        assertThat(result.left()).isEqualTo(Inbox.MAX_NAMES + 1);
    }

    private static void mode(Path path, String mode) {
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void aFileWhoseEventIsNotThereYetInWholeIsSetAsideWithTheRemedy() throws IOException {
        String whole = Drops.envelope("s", Drops.event(Drops.KEY, "1"));
        drops.put(Drops.name(1, Drops.BOOT, 1, 1), whole.substring(0, whole.length() - 1));

        pass();

        assertThat(told).singleElement().asString().contains("under a name that begins with '.', then rename it");
    }

    @Test
    public void draftsAreLeftToTheirSendersUntilTheyAreForgotten() throws IOException {
        Path draft = Files.writeString(spool.resolve(".x.part"), "begun");
        pass();
        inbox.tidy(told::add);
        assertThat(draft).exists();

        Files.setLastModifiedTime(draft, FileTime.from(now.minus(Duration.ofHours(2))));
        inbox.tidy(told::add);

        assertThat(draft).doesNotExist();
        assertThat(told).isEmpty();
    }

    @Test
    public void whatIsSetAsideIsBoundedByNumberAndByAge() throws IOException {
        for (int i = 0; i < 5; i++) {
            drops.put("bad" + i, "x");
        }
        Path inner = Files.createDirectories(spool.resolve("rejected/directory/in/it"));
        Files.createSymbolicLink(inner.resolve("link"), folder.newFile("kept").toPath());
        pass();
        inbox.tidy(told::add);
        assertThat(inbox.rejected().size()).isEqualTo(3);

        now = now.plus(Duration.ofDays(8));
        inbox.tidy(told::add);

        assertThat(inbox.rejected().size()).isZero();
        assertThat(folder.getRoot().toPath().resolve("kept")).exists();
    }

    @Test
    public void anEventForAPluginThatIsNotThereWaitsAndThenIsSetAside() throws IOException {
        EventFormat later = format;
        drops.drop(Drops.KEY, "1");
        format = null;
        assertThat(pass().channels()).containsExactly("pagerduty");
        format = later;
        assertThat(pass().channels()).isEmpty();
        assertThat(queue.events).hasSize(1);

        format = null;
        drops.drop(Drops.KEY, "2");
        pass();
        now = now.plus(Duration.ofDays(2));
        assertThat(pass().channels()).isEmpty();
        assertThat(rejected).containsExactly(Why.CHANNEL);
    }

    @Test
    public void aPluginThatAppearsInTheMiddleOfAPassReordersNothing() throws IOException {
        drops.drop(Drops.KEY, "1");
        drops.drop(Drops.KEY, "2");
        AtomicInteger asked = new AtomicInteger();
        TakeIn during = new TakeIn(
                inbox, channel -> asked.getAndIncrement() == 0 ? null : format, report, clock, patience, takenIn);

        assertThat(pass(during).channels()).containsExactly("pagerduty");
        assertThat(queue.events).isEmpty();
        pass(during);

        assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("1", "2");
    }

    @Test
    public void whoWasFasterWithANameOfOursHasItMovedAway() throws IOException {
        Path elsewhere = folder.newFolder("elsewhere").toPath();
        Path other = folder.getRoot().toPath().resolve("other");
        Files.createDirectory(other);
        Files.createSymbolicLink(other.resolve("rejected"), elsewhere);
        Inbox second = Inbox.spool(other, new SpoolLayout(Drops.BOOT), SETTINGS, clock);

        second.prepare();
        new Drops(other).put("bad", "x");
        pass(takeIn(second));

        assertThat(Files.isDirectory(other.resolve("rejected"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(files(elsewhere)).isEmpty();
        assertThat(second.rejected().size()).isEqualTo(1);
    }

    @Test
    public void itIsKnownAtOnceThatSomethingWasDropped() throws IOException {
        now = Instant.now().plusSeconds(60);
        assertThat(inbox.isEmpty()).isTrue();
        drops.drop(Drops.KEY, "1");
        assertThat(inbox.isEmpty()).isFalse();
        pass();
        assertThat(inbox.isEmpty()).isTrue();
        Files.writeString(spool.resolve(".draft"), "");
        assertThat(inbox.isEmpty()).isTrue();
    }

    @Test
    public void draftsWithoutAnEndDoNotHideThatNothingWasDropped() throws IOException {
        now = Instant.now().plusSeconds(60);
        for (int i = 0; i < 1_100; i++) {
            Files.createFile(spool.resolve(".draft" + i));
        }

        pass();

        assertThat(inbox.isEmpty()).isTrue();
        drops.drop(Drops.KEY, "1");
        assertThat(inbox.isEmpty()).isFalse();
    }

    @Test
    public void whatWasDroppedInTheTickOfTheLastLookIsSeen() throws IOException {
        FileTime tick = Files.getLastModifiedTime(spool);
        now = tick.toInstant();
        assertThat(inbox.isEmpty()).isTrue();
        pass();
        drops.drop(Drops.KEY, "1");
        Files.setLastModifiedTime(spool, tick);
        now = now.plusSeconds(60);

        assertThat(inbox.isEmpty()).isFalse();
    }

    @Category(NotAsRoot.class)
    @Test(timeout = 60_000)
    public void whatCannotBeMovedIsToldOnceHoweverManyThereAre() throws IOException {
        Assume.assumeTrue("root moves everything; NobodyTest runs this as another user", Unix.user() != 0);
        for (int i = 0; i < Inbox.MAX_NAMES + 20; i++) {
            Files.createDirectory(
                    spool.resolve("d" + i),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
        }
        drops.drop(Drops.KEY, "good");
        pass();
        pass();
        int once = told.size();

        pass();

        assertThat(told.size()).isEqualTo(once);
        assertThat(queue.events).hasSize(1);
        assertThat(takeIn.passedOver()).isEqualTo(Inbox.MAX_NAMES);
        assertThat(takeIn.troubles())
                .hasSize(3)
                .allMatch(text -> text.matches("the file that find " + spool + " -inum [0-9]+ finds cannot be moved"
                        + " \\(AccessDeniedException\\): take it away by hand"));
    }

    @Test
    public void whatCouldNotBeMovedIsTakenInWhenThatWasPutRight() throws IOException {
        Path file = drops.drop(Drops.KEY, "1");
        inbox.giveUp(file.getFileName(), "as of an elder look");
        drops.drop(Drops.OTHER, "2");
        pass();
        assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("2");

        takeIn.retry();
        pass();

        assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("2", "1");
        assertThat(takeIn.passedOver()).isZero();
    }

    @Category(NotAsRoot.class)
    @Test
    public void aSpoolThatCannotBeUsedSaysWhy() throws IOException {
        Assume.assumeTrue("root may do everything; NobodyTest runs this as another user", Unix.user() != 0);
        Path closed = folder.newFolder("closed").toPath();
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-x------"));

        assertThatThrownBy(() -> Inbox.spool(closed, new SpoolLayout(Drops.BOOT), SETTINGS, clock)
                        .prepare())
                .hasMessageContaining("give it to that user");
        assertThatThrownBy(
                        () -> Inbox.spool(folder.newFile("file").toPath(), new SpoolLayout(Drops.BOOT), SETTINGS, clock)
                                .prepare())
                .isInstanceOf(IOException.class);
    }

    @Test
    public void theQueueOfPdagentIsTakenInInTheOrderOfItsNumbersAndItsMisfitsGoToErr() throws Exception {
        Path outqueue = folder.newFolder("outqueue").toPath();
        for (String name : List.of("pdq", "tmp", "suc", "err")) {
            Files.createDirectory(outqueue.resolve(name));
        }
        Path pdq = outqueue.resolve("pdq");
        Files.writeString(outqueue.resolve("suc/1_x.txt"), "old");
        Files.writeString(outqueue.resolve("err/1_x.txt"), "old");
        v1(pdq, "1000_" + Drops.KEY + ".txt", "b");
        v1(pdq, "999_" + Drops.KEY + ".txt", "a");
        v1(pdq, "1001_extra_underscore_random.txt", "c");
        Path linked = outqueue.resolve("tmp/1002_" + Drops.KEY + ".txt");
        Files.writeString(linked, v1Text("d"));
        Files.createLink(pdq.resolve(linked.getFileName()), linked);
        for (String misfit :
                List.of("0_no_extension", "notinttime_" + Drops.KEY + ".txt", "notenoughunderscores.txt")) {
            v1(pdq, misfit, "x");
        }
        Files.writeString(pdq.resolve("1_garbage.txt"), "bad json");
        Files.writeString(pdq.resolve("1_x.txt"), "of the same name as one in err");
        Files.writeString(pdq.resolve("2_empty.txt"), "");
        Files.writeString(pdq.resolve("3_huge.txt"), "x".repeat((4 << 20) + 1));
        Files.writeString(pdq.resolve("4_large.txt"), v1Text("x".repeat(600_000)));
        Inbox pdagent = Inbox.outqueue(outqueue, SETTINGS, clock);
        pdagent.prepare();

        pass(takeIn(pdagent));

        assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("a", "b", "c", "d");
        assertThat(queue.events).extracting(event -> event.body().utf8()).contains(v1Text("a"));
        assertThat(files(pdq)).isEmpty();
        assertThat(files(outqueue.resolve("taken"))).isEmpty();
        assertThat(files(outqueue.resolve("suc"))).containsExactly("1_x.txt");
        assertThat(files(outqueue.resolve("err")))
                .containsExactlyInAnyOrder(
                        "0_no_extension",
                        "notinttime_" + Drops.KEY + ".txt",
                        "notenoughunderscores.txt",
                        "1_garbage.txt",
                        "1_x.txt",
                        "1_x.txt.1",
                        "2_empty.txt",
                        "3_huge.txt",
                        "4_large.txt");
        assertThat(Files.readString(outqueue.resolve("err/1_x.txt"))).isEqualTo("old");
    }

    private static void v1(Path pdq, String name, String mark) throws IOException {
        Files.writeString(pdq.resolve(name), v1Text(mark));
    }

    private static String v1Text(String mark) {
        return "{\"agent\":{\"agent_id\":null},\"details\":{},\"event_type\":\"resolve\",\"incident_key\":\"" + mark
                + "\",\"service_key\":\"" + Drops.KEY + "\"}";
    }

    private static Lane lane(String key) {
        return new Lane("pagerduty", key);
    }

    private static void fifo(Path path) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !List.of("taken", "rejected").contains(name))
                    .toList();
        }
    }
}
