// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.LaneStatus.State;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;

/** The commands over a queue with two lanes. */
public class CommandsTest {

    private static final Lane WEB = new Lane("pagerduty", "secret-web");
    private static final Lane DB = new Lane("pagerduty", "secret-db");

    private static final Instant THEN = Instant.parse("2026-11-20T10:00:00Z");
    private static final Body WEB_BODY = Body.of("{\"k\":\"secret-web\",\n\"ü\":1}");
    private static final Body DB_BODY = Body.of(new byte[] {(byte) 0xff, 0, 's'});

    /** Files of a test. */
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Event> accepted = new ArrayList<>();
    private final List<String> submissions = new ArrayList<>();
    private final EventFormat format = new EventFormat() {
        @Override
        public String channel() {
            return "pagerduty";
        }

        @Override
        public Event read(Body text, @Nullable String shape, @Nullable String key) throws InvalidEventException {
            if (text.utf8().equals("bad")) {
                throw new InvalidEventException("text", "is bad");
            }
            return new Event(
                    new Lane("pagerduty", Objects.requireNonNull(key)), Objects.requireNonNull(shape), text, null);
        }
    };
    private final EventQueue queue = new EventQueue() {
        @Override
        public CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
            if (accepted.size() == full) {
                return CompletableFuture.failedStage(
                        new QueueRefusedException(QueueRefusedException.Reason.FULL, "queue: is full"));
            }
            accepted.add(event);
            submissions.add(Objects.requireNonNull(submission).text());
            return CompletableFuture.completedStage(new Receipt(1, "", null));
        }

        @Override
        public List<LaneStatus> status() {
            return List.of(
                    new LaneStatus(
                            WEB,
                            State.BACKING_OFF,
                            7,
                            40,
                            2,
                            1,
                            THEN,
                            3,
                            "503 down",
                            THEN.plusSeconds(8),
                            2,
                            Duration.ofSeconds(210)),
                    new LaneStatus(DB, State.IDLE, 0, 5, 0, 0, null, 0, null, null, 0, null));
        }
    };
    private int full = Integer.MAX_VALUE;
    private final SmallControl control = new SmallControl();

    /** Fills the control. */
    @Before
    public void fill() {
        control.events.addAll(List.of(
                record(3, EventState.DEAD, new Event(WEB, "v2", WEB_BODY, "disk"), "400 bad"),
                record(4, EventState.DEAD, new Event(DB, "v2", DB_BODY, null), "400"),
                record(5, EventState.WAITING, new Event(DB, "v2", DB_BODY, "disk"), null)));
    }

    @Test
    public void aRetryNeedsEitherALaneOrAll() {
        QueueRetry command = with(new QueueRetry());
        assertThatThrownBy(command::execute).hasMessage("say either a lane or --all");
        command.lane = WEB.id();
        command.all = true;
        assertThatThrownBy(command::execute).hasMessage("say either a lane or --all");
        assertThat(control.retried).isEmpty();
    }

    @Test
    public void aWrongIdIsAnsweredInOneLine() {
        QueueRetry command = with(new QueueRetry());
        command.lane = "pd-0";
        assertThatThrownBy(command::execute).hasMessage("no lane has the id pd-0, see tocsin:lane-list");
        assertThat(control.retried).isEmpty();
    }

    @Test
    public void aRetryChoosesItsLaneAndTellsTheNumber() throws Exception {
        QueueRetry command = with(new QueueRetry());
        command.lane = DB.id();
        assertThat(output(command::execute)).isEqualToIgnoringNewLines("1 event(s) put back.");
        assertThat(control.retried).containsExactly(DB);
    }

    @Test
    public void aRetryOfAllChoosesAll() throws Exception {
        QueueRetry command = with(new QueueRetry());
        command.all = true;
        output(command::execute);
        assertThat(control.retried).containsExactly(WEB, DB);
    }

    @Test
    public void lanesAreListedWithoutTheirKeys() throws Exception {
        String table = output(with(new LaneList())::execute);
        assertThat(table)
                .contains("LANE", "STATE", "WAITING", "DELIVERED", "DEAD", "DROPPED", "OLDEST", "NEXT TRY", "PER MIN")
                .contains("DRAIN", "LAST ERROR")
                .contains(WEB.id(), "BACKING_OFF", "503 down", "2026-11-20T10:00:08Z", "PT3M30S")
                .contains(DB.id(), "IDLE")
                .doesNotContain("secret");
        assertThat(table.lines()).hasSize(4);
    }

    @Test
    public void theStatusShowsTheSumsAndEachLane() throws Exception {
        String text = output(with(new QueueStatus())::execute);
        assertThat(text)
                .startsWith("2 lanes, 7 waiting, 45 delivered, 2 dead letters, 1 dropped")
                .contains(WEB.id(), DB.id())
                .doesNotContain("secret");
    }

    @Test
    public void aLaneIsShownHeldAndReleasedByItsId() throws Exception {
        LaneShow show = with(new LaneShow());
        show.lane = WEB.id();
        assertThat(output(show::execute))
                .contains("state       BACKING_OFF", "per minute  2", "dropped     1")
                .doesNotContain("secret");
        LaneHold hold = with(new LaneHold());
        hold.lane = WEB.id();
        assertThat(output(hold::execute)).contains("is held");
        LaneRelease release = with(new LaneRelease());
        release.lane = WEB.id();
        assertThat(output(release::execute)).contains("is released");
        assertThat(control.told).containsExactly("hold " + WEB.id() + " true", "hold " + WEB.id() + " false");
        release.lane = "pd-0";
        assertThatThrownBy(release::execute).hasMessage("no lane has the id pd-0, see tocsin:lane-list");
    }

    @Test
    public void eventsAreListedByStateWithoutKeysAndBodies() throws Exception {
        EventList list = with(new EventList());
        String dead = output(list::execute);
        assertThat(dead)
                .contains("KEY", "ORDER", "STATE", "LANE", "ACCEPTED", "ATTEMPTS", "SUMMARY/ANSWER")
                .contains(control.key(3), WEB.id(), "400 bad", control.key(4))
                .doesNotContain(control.key(5))
                .doesNotContain("secret");
        list.state = "waiting";
        list.lane = DB.id();
        assertThat(output(list::execute))
                .contains(control.key(5), "dedup key disk")
                .doesNotContain("secret");
        list.state = "lost";
        assertThatThrownBy(list::execute).hasMessageContaining("use waiting, delivered, dead or dropped");
    }

    @Test
    public void anEventIsShownAndItsTextOnlyWhenAskedFor() throws Exception {
        EventShow show = with(new EventShow());
        show.event = control.key(3);
        assertThat(output(show::execute))
                .contains("answer     400 bad", "attempts   4")
                .doesNotContain("secret");
        show.event = "3";
        show.body = true;
        assertThat(output(show::execute)).contains("secret-web");
        show.event = "99";
        assertThatThrownBy(show::execute).hasMessage("no event 99 is kept, see tocsin:event-list");
        show.event = "x";
        assertThatThrownBy(show::execute).hasMessageContaining("neither a key nor a number");
    }

    @Test
    public void eventsAreRetriedAndDroppedByLane() throws Exception {
        EventRetry retry = with(new EventRetry());
        retry.events = List.of("3", control.key(4));
        assertThat(output(retry::execute)).contains("put back");
        EventDrop drop = with(new EventDrop());
        drop.events = List.of("3");
        assertThat(output(drop::execute)).startsWith("1 event(s) dropped.");
        assertThat(control.told)
                .containsExactlyInAnyOrder(
                        "retry " + WEB.id() + " [3]",
                        "retry " + DB.id() + " [4]",
                        "drop " + WEB.id() + " [3] dropped by hand");
    }

    @Test
    public void anEditedTextIsReadAsItsChannelReads() throws Exception {
        Path file = folder.newFile().toPath();
        Files.writeString(file, "better");
        EventEdit edit = with(new EventEdit());
        edit.event = "3";
        edit.file = file.toString();
        assertThatThrownBy(edit::execute).hasMessageContaining("nothing here can read events of the channel pagerduty");
        edit.formats = List.of(format);
        assertThat(output(edit::execute)).contains("tocsin:event-retry " + control.key(3));
        assertThat(control.told).containsExactly("edit 3 better");
        edit.retry = true;
        assertThat(output(edit::execute)).startsWith("Edited and put back.");
        assertThat(control.told).endsWith("edit 3 better", "retry " + WEB.id() + " [3]");
        Files.writeString(file, "bad");
        assertThatThrownBy(edit::execute).hasMessageContaining("text: is bad");
    }

    @Test
    public void whatIsExportedIsForItsOwnerAndIsTakenInAgain() throws Exception {
        Path file = folder.getRoot().toPath().resolve("events.jsonl");
        EventExport export = with(new EventExport());
        export.file = file.toString();
        assertThat(output(export::execute)).startsWith("2 event(s) written");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(file).get(0))
                .isEqualTo(
                        "{\"key\":\"" + control.key(3) + "\",\"order\":3,\"state\":\"DEAD\",\"channel\":\"pagerduty\","
                                + "\"lane\":\"" + WEB.id() + "\",\"format\":\"v2\",\"dedupKey\":\"disk\","
                                + "\"accepted\":\"2026-11-20T10:00:00Z\",\"attempts\":4,\"answer\":\"400 bad\","
                                + "\"body\":\"{\\\"k\\\":\\\"secret-web\\\",\\u000a\\\"ü\\\":1}\"}");
        assertThatThrownBy(export::execute).hasMessageContaining("is there already");
        EventImport take = with(new EventImport());
        take.formats = List.of(format);
        take.file = file.toString();
        assertThat(output(take::execute)).startsWith("2 event(s) put on the queue.");
        assertThat(accepted).extracting(Event::body).containsExactly(WEB_BODY, DB_BODY);
        assertThat(accepted).extracting(Event::lane).containsExactly(WEB, DB);
        assertThat(submissions)
                .as("as at the other doors")
                .containsExactly("import-" + control.key(3), "import-" + control.key(4));
    }

    @Test
    public void anImportGoesOnAfterABadLineAndNamesEachAtTheEnd() throws Exception {
        Path file = folder.newFile().toPath();
        String good = "{\"key\":\"" + control.key(8) + "\",\"channel\":\"pagerduty\",\"lane\":\"" + WEB.id()
                + "\",\"format\":\"v2\",\"body\":\"text\"}";
        EventImport take = with(new EventImport());
        take.formats = List.of(format);
        take.file = file.toString();
        Files.write(
                file,
                List.of(
                        "no line",
                        good,
                        "",
                        good.replace("\"text\"", "\"bad\""),
                        good.replace("\"body\"", "\"text\""),
                        good.replace("\"text\"", "\"\""),
                        good.replace(control.key(8), "17"),
                        good.replace("pagerduty", "pigeon"),
                        good.replace(control.key(8), control.key(9))));

        Printed printed = printed(take::execute);

        assertThat(printed.out()).isEqualToIgnoringNewLines("2 event(s) put on the queue.");
        assertThat(submissions).containsExactly("import-" + control.key(8), "import-" + control.key(9));
        assertThat(printed.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("line 1: no line of an export"),
                        line -> assertThat(line).isEqualTo("line 4: text: is bad"),
                        line -> assertThat(line).startsWith("line 5: bodyBase64: is missing"),
                        line -> assertThat(line).startsWith("line 6: body: is missing"),
                        line -> assertThat(line).startsWith("line 7: key: must be the 32 characters"),
                        line -> assertThat(line)
                                .startsWith("line 8: nothing here can read events of the channel pigeon"));
        assertThat(printed.failure()).startsWith("6 line(s) refused; mend them and import the file again");
    }

    @Test
    public void anImportStopsWhereTheQueueRefusesSoThatNothingOvertakes() throws Exception {
        Path file = folder.newFile().toPath();
        EventExport export = with(new EventExport());
        export.file = folder.getRoot().toPath().resolve("whole").toString();
        output(export::execute);
        List<String> lines = Files.readAllLines(Path.of(export.file));
        Files.write(file, List.of(lines.get(0), lines.get(1), lines.get(0)));
        EventImport take = with(new EventImport());
        take.formats = List.of(format);
        take.file = file.toString();
        full = 1;

        Printed printed = printed(take::execute);

        assertThat(printed.out()).startsWith("1 event(s) put on the queue.");
        assertThat(printed.err())
                .isEqualToIgnoringNewLines("line 2: queue: is full; the lines behind it were not tried");
        assertThat(printed.failure()).startsWith("1 line(s) refused");
        assertThat(submissions).hasSize(1);
    }

    @Test
    public void aListOfSeveralLanesIsPagedInTheOrderOfAcceptanceAndLosesNone() throws Exception {
        control.events.clear();
        for (int i = 1; i <= 3_000; i++) {
            control.events.add(
                    record(i, EventState.DEAD, new Event(i % 3 == 0 ? WEB : DB, "v2", WEB_BODY, null), "400"));
        }
        EventList list = with(new EventList());
        list.limit = 1_000;
        List<Long> seen = new ArrayList<>();
        for (String more = ""; more != null; ) {
            String page = output(list::execute);
            List<Long> orders = orders(page);
            assertThat(orders).hasSizeLessThanOrEqualTo(1_000);
            seen.addAll(orders);
            more = page.lines()
                    .filter(line -> line.startsWith("There are more: --after "))
                    .findFirst()
                    .orElse(null);
            list.after = more == null ? null : more.substring("There are more: --after ".length());
        }
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 3_000).boxed().toList());

        list.after = control.key(2_998);
        assertThat(orders(output(list::execute))).containsExactly(2_999L, 3_000L);
        list.after = "then";
        assertThatThrownBy(list::execute).hasMessageContaining("neither a key nor a number");
        for (int wrong : new int[] {0, -1, 1_001}) {
            list.limit = wrong;
            assertThatThrownBy(list::execute)
                    .hasMessage("--limit: '" + wrong + "' is none, use a number from 1 to 1000");
        }
    }

    private static List<Long> orders(String page) {
        return page.lines()
                .filter(line -> line.contains("DEAD"))
                .map(line -> Long.parseLong(line.substring(32).replaceAll("^\\D*([0-9]+)\\D.*", "$1")))
                .toList();
    }

    @Test
    public void anExportTakesOfEveryLaneWhatCameAfterAnOrderNumber() throws Exception {
        EventExport export = with(new EventExport());
        Path file = folder.getRoot().toPath().resolve("later");
        export.file = file.toString();
        export.after = "3";
        assertThat(output(export::execute)).startsWith("1 event(s) written");
        assertThat(Files.readString(file)).contains(control.key(4)).doesNotContain(control.key(3));
        export.file = file + "2";
        export.state = "broken";
        assertThatThrownBy(export::execute).hasMessageContaining("no state is called broken");
        assertThat(Path.of(export.file)).doesNotExist();
    }

    @Test
    public void allEventsOfALaneInAStateAreDropped() throws Exception {
        for (int i = 100; i < 200; i++) {
            control.events.add(record(i, EventState.DEAD, new Event(DB, "v2", DB_BODY, null), "400"));
        }
        EventDrop drop = with(new EventDrop());
        assertThatThrownBy(drop::execute).hasMessage("say either events or --lane");
        drop.lane = DB.id();
        assertThatThrownBy(drop::execute).hasMessageStartingWith("--state: must be dead or waiting");
        drop.state = "delivered";
        assertThatThrownBy(drop::execute).hasMessageStartingWith("--state: must be dead or waiting");
        drop.events = List.of("3");
        assertThatThrownBy(drop::execute).hasMessage("say either events or --lane");
        drop.events = List.of();
        assertThat(control.told).isEmpty();

        drop.state = "dead";
        drop.reason = "test";
        assertThat(output(drop::execute)).startsWith("101 event(s) dropped.");
        assertThat(control.told)
                .hasSizeGreaterThan(1)
                .allMatch(told -> told.startsWith("drop " + DB.id() + ' ') && told.endsWith(" test"))
                .noneMatch(told -> told.contains("[5]"));
        drop.lane = null;
        drop.events = List.of("3");
        assertThatThrownBy(drop::execute).hasMessage("--state: goes with --lane, leave it out");
    }

    private <T extends QueueAction> T with(T command) {
        command.queue = queue;
        command.control = control;
        return command;
    }

    private static EventRecord record(long order, EventState state, Event event, @Nullable String answer) {
        return new EventRecord(order, state, event, THEN, state == EventState.DEAD ? 4 : 0, answer, THEN);
    }

    /** What a command printed, and what it failed with. */
    private record Printed(String out, String err, String failure) {}

    private static Printed printed(Callable<?> command) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringBuilder failure = new StringBuilder();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            String out = output(() -> {
                try {
                    return command.call();
                } catch (IllegalArgumentException e) {
                    return failure.append(e.getMessage());
                }
            });
            return new Printed(out, bytes.toString(StandardCharsets.UTF_8), failure.toString());
        } finally {
            System.setErr(before);
        }
    }

    private static String output(Callable<?> command) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            command.call();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
