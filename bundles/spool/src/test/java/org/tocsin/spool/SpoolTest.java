// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.GatedQueue;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueRefusedException.Reason;
import org.tocsin.api.Receipt;
import org.tocsin.api.SettingsReader;
import org.tocsin.api.SubmissionId;
import org.tocsin.pagerduty.PagerDutyFormat;

/** The component: its thread, its gate, its health and its meters. */
public class SpoolTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final SmallQueue queue = new SmallQueue();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SpoolMeters meters = new SpoolMeters();
    private final Map<String, String> config = new HashMap<>();
    private Path directory;
    private @Nullable Spool opened;

    @Before
    public void count() {
        meters.setMeters(registry);
        directory = folder.getRoot().toPath().resolve("spool");
    }

    @After
    public void noThreadIsLeft() {
        if (opened != null) {
            opened.close();
        }
        await("the end of its threads")
                .atMost(SOON)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("tocsin-spool")));
    }

    private Spool open() {
        Spool spool = new Spool(
                meters,
                SettingsReader.of(Config.class, config),
                new HashMap<>(config),
                directory.toString(),
                folder.getRoot().toPath().resolve("data"));
        opened = spool;
        return spool;
    }

    private Event event(String mark) throws InvalidEventException {
        return new PagerDutyFormat().read(Body.of(Drops.event(Drops.KEY, mark)), "v2", null);
    }

    private GatedQueue door() {
        return new GatedQueue(queue, () -> opened);
    }

    @Test
    public void whatWasDroppedBeforeTheStartComesBeforeWhatComesByADoor() throws Exception {
        Files.createDirectory(directory);
        Drops drops = new Drops(directory);
        for (int i = 1; i <= 200; i++) {
            drops.drop(Drops.KEY, "dropped" + i);
        }
        Spool spool = open();
        var late = door().accept(event("door")).toCompletableFuture();
        assertThat(late).isNotDone();

        spool.bindFormat(new PagerDutyFormat());
        spool.bindQueue(queue);

        await("the event at the door").atMost(SOON).until(late::isDone);
        assertThat(late).isCompleted();
        assertThat(queue.bodies()).hasSize(201).last().isEqualTo(Drops.event(Drops.KEY, "door"));
    }

    @Test
    public void whatIsDroppedWhileItRunsIsTakenInBeforeTheNextEventByADoor() throws Exception {
        config.put("interval", "PT1H");
        Spool spool = open();
        spool.bindFormat(new PagerDutyFormat());
        spool.bindQueue(queue);
        await("the directory").atMost(SOON).until(() -> Files.isDirectory(directory.resolve("rejected")));
        Drops drops = new Drops(directory);
        for (int i = 0; i < 50; i++) {
            drops.drop(Drops.KEY, "dropped" + i);
            door().accept(event("door" + i)).toCompletableFuture().get();
            assertThat(queue.bodies()).hasSize(2 * i + 2).last().isEqualTo(Drops.event(Drops.KEY, "door" + i));
        }
        drops.drop(Drops.KEY, "nobody comes by a door");

        await("what the kernel told").atMost(SOON).until(() -> queue.bodies().size() == 101);
        assertThat(registry.get("tocsin.spool.taken").counter().count()).isEqualTo(51);
        assertThat(spool.health()).returns(State.READY, health -> health.state());
    }

    @Test
    public void aBadFileHoldsNobodyUpAndIsToldUntilAPersonHasSeenToIt() throws Exception {
        Files.createDirectory(directory);
        new Drops(directory).put("bad", "x");
        Spool spool = open();
        spool.bindFormat(new PagerDutyFormat());
        spool.bindQueue(queue);

        door().accept(event("door")).toCompletableFuture().get();

        await("that it is told").atMost(SOON).until(() -> spool.health().state() == State.DEGRADED);
        assertThat(spool.health().text()).startsWith("1 file set aside in " + directory.resolve("rejected"));
        assertThat(registry.get("tocsin.spool.rejected")
                        .tag("reason", "name")
                        .counter()
                        .count())
                .isEqualTo(1);
        Shelf.delete(directory.resolve("rejected"));
        Files.createDirectory(directory.resolve("rejected"));
        spool.bindQueue(queue);
        await("that it is over").atMost(SOON).until(() -> spool.health().state() == State.READY);
    }

    @Test
    public void aFullQueueRefusesTheLanesOfDroppedFilesAndTakesThemWhenThereIsRoom() throws Exception {
        Files.createDirectory(directory);
        new Drops(directory).drop(Drops.KEY, "dropped");
        queue.refuse(Reason.FULL, 0);
        Spool spool = open();
        spool.bindFormat(new PagerDutyFormat());
        spool.bindQueue(queue);
        var first = door().accept(event("door")).toCompletableFuture();
        await("the refusal").atMost(SOON).until(first::isCompletedExceptionally);
        assertThat(spool.health().text()).contains("TOCSIN-SPOOL-005 1 files wait: queue: is FULL");

        queue.open();

        await("the dropped one").atMost(SOON).until(() -> queue.bodies().size() == 1);
        assertThat(queue.bodies()).containsExactly(Drops.event(Drops.KEY, "dropped"));
        await("an open lane")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(door().accept(event("door")).toCompletableFuture())
                        .isCompleted());
    }

    @Test
    public void aStopInTheMiddleOfAPassLosesNoFile() throws Exception {
        Files.createDirectory(directory);
        Drops drops = new Drops(directory);
        for (int i = 1; i <= 400; i++) {
            drops.drop(Drops.KEY, "dropped" + i);
        }
        Spool spool = open();
        Thread closing = new Thread(spool::close, "closing");
        spool.bindFormat(new PagerDutyFormat());
        spool.bindQueue(new EventQueue() {
            @Override
            public CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
                if (queue.bodies().size() == 100 && closing.getState() == Thread.State.NEW) {
                    closing.start();
                    await("that it waits for the end of the pass")
                            .atMost(SOON)
                            .until(() -> closing.getState() == Thread.State.TIMED_WAITING
                                    || closing.getState() == Thread.State.TERMINATED);
                }
                return queue.accept(event, submission);
            }

            @Override
            public List<LaneStatus> status() {
                return List.of();
            }
        });

        await("the stop").atMost(SOON).until(() -> closing.getState() == Thread.State.TERMINATED);

        noThreadIsLeft();
        assertThat(files("rejected")).isZero();
        assertThat(queue.bodies()).hasSizeLessThan(400);
        assertThat(queue.bodies().size() + files(".") + files("taken")).isEqualTo(400);
    }

    @Test
    public void aStopDoesNotWaitForAQueueThatDoesNotAnswer() throws Exception {
        Files.createDirectory(directory);
        new Drops(directory).drop(Drops.KEY, "dropped");
        CountDownLatch asked = new CountDownLatch(1);
        Spool spool = open();
        spool.bindFormat(new PagerDutyFormat());
        spool.bindQueue(new EventQueue() {
            @Override
            public CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
                asked.countDown();
                return new CompletableFuture<>();
            }

            @Override
            public List<LaneStatus> status() {
                return List.of();
            }
        });
        assertThat(asked.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();

        spool.close();

        noThreadIsLeft();
        assertThat(files("taken")).isEqualTo(1);
    }

    private long files(String inner) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(inner))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private Path outqueue() throws IOException {
        Path outqueue = folder.newFolder("outqueue").toPath();
        Files.createDirectory(outqueue.resolve("pdq"));
        Files.createDirectory(outqueue.resolve("err"));
        config.put("outqueues", outqueue.toString());
        return outqueue;
    }

    private static void old(Path outqueue, String mark) throws IOException {
        Files.writeString(
                outqueue.resolve("pdq/1_" + Drops.KEY + ".txt"),
                "{\"event_type\":\"trigger\",\"description\":\"d\",\"incident_key\":\"" + mark + "\",\"service_key\":\""
                        + Drops.KEY + "\"}");
    }

    @Test
    public void whatPdagentHasLeftComesBeforeTheSpool() throws Exception {
        old(outqueue(), "left");
        Files.createDirectory(directory);
        new Drops(directory).drop(Drops.KEY, "dropped");
        Spool spool = open();
        spool.bindFormat(new PagerDutyFormat());

        spool.bindQueue(queue);

        await("both").atMost(SOON).until(() -> queue.bodies().size() == 2);
        assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("left", "dropped");
    }

    @Test(timeout = 120_000)
    public void neitherTheSpoolNorADoorOvertakesAnyOfVeryManyFilesOfPdagent() throws Exception {
        Path pdq = outqueue().resolve("pdq");
        int many = Inbox.MAX_NAMES + 1_500;
        List<Integer> numbers = new ArrayList<>(IntStream.range(0, many).boxed().toList());
        Collections.shuffle(numbers, new Random(7));
        for (int number : numbers) {
            Files.writeString(
                    pdq.resolve(number + "_" + Drops.KEY + ".txt"),
                    "{\"event_type\":\"resolve\",\"incident_key\":\"" + number + "\",\"service_key\":\"" + Drops.KEY
                            + "\"}");
        }
        Files.createDirectory(directory);
        new Drops(directory).drop(Drops.KEY, "dropped");
        Spool spool = open();
        spool.bindFormat(new PagerDutyFormat());
        spool.bindQueue(queue);

        CompletableFuture<Receipt> late;
        do {
            late = door().accept(event("door")).toCompletableFuture();
            await("the door").atMost(Duration.ofSeconds(90)).until(late::isDone);
        } while (late.isCompletedExceptionally()); // it takes more than 3 s: the sender is told to come again

        assertThat(queue.events)
                .extracting(event -> event.dedupKey())
                .containsExactlyElementsOf(Stream.concat(
                                IntStream.range(0, many).mapToObj(Integer::toString), Stream.of("dropped", "door"))
                        .toList());
    }

    @Test
    public void anotherDirectoryThanThatOfTheSendersIsNoSetting() throws Exception {
        config.put("directory", "/elsewhere");

        Spool spool = open();

        assertThat(spool.health().text())
                .isEqualTo(
                        "TOCSIN-SPOOL-001 nothing is taken in: org.tocsin.spool.cfg: directory: '/elsewhere' is not for"
                                + " this file to say, use TOCSIN_SPOOL, which the agent and its senders read, and remove this"
                                + " line");
        assertThat(door().accept(event("door")).toCompletableFuture()).isCompleted();
        assertThat(new SpoolCheck().wrong(config)).hasSize(1);
    }

    @Test
    public void theSpoolDoesNotOvertakeWhatTheQueueRefusedOfPdagent() throws Exception {
        for (Reason reason : Reason.values()) {
            queue.events.clear();
            Path outqueue = folder.newFolder("outqueue" + reason).toPath();
            Files.createDirectory(outqueue.resolve("pdq"));
            Files.createDirectory(outqueue.resolve("err"));
            config.put("outqueues", outqueue.toString());
            old(outqueue, "left" + reason);
            directory = folder.getRoot().toPath().resolve("spool" + reason);
            Files.createDirectory(directory);
            new Drops(directory)
                    .put(
                            Drops.name(1, Drops.BOOT, 1, 1),
                            Drops.envelope("s" + reason, Drops.event(Drops.KEY, "dropped")));
            queue.refuseOnce(reason);
            Spool spool = open();
            spool.bindFormat(new PagerDutyFormat());

            spool.bindQueue(queue);

            await("both").atMost(SOON).until(() -> queue.bodies().size() == 2);
            assertThat(queue.events).extracting(event -> event.dedupKey()).containsExactly("left" + reason, "dropped");
            spool.close();
        }
    }

    @Test
    public void whatWasTakenAwayFromErrIsNotToldAnyMore() throws Exception {
        Path outqueue = outqueue();
        Files.writeString(outqueue.resolve("err/0_of_pdagent.txt"), "old");
        Files.writeString(outqueue.resolve("pdq/1_x.txt"), "bad");
        Spool spool = open();
        spool.bindFormat(new PagerDutyFormat());
        spool.bindQueue(queue);
        await("that it is told").atMost(SOON).until(() -> spool.health().state() == State.DEGRADED);
        assertThat(spool.health().text()).startsWith("1 file set aside in " + outqueue.resolve("err"));

        Files.delete(outqueue.resolve("err/1_x.txt"));
        spool.bindQueue(queue);

        await("that it is over").atMost(SOON).until(() -> spool.health().state() == State.READY);
    }

    @Test
    public void aWrongValueOfARunningAgentDoesNotEndTheTakingInAndOtherSettingsAreInForce() throws Exception {
        Spool spool = open();
        spool.bindFormat(new PagerDutyFormat());
        spool.bindQueue(queue);
        await("the directory").atMost(SOON).until(() -> Files.isDirectory(directory.resolve("rejected")));
        config.put("interval", "often");

        spool.modified(SettingsReader.of(Config.class, config), new HashMap<>(config));

        new Drops(directory).drop(Drops.KEY, "while it is wrong");
        await("what was dropped").atMost(SOON).until(() -> queue.bodies().size() == 1);
        assertThat(spool.health().state()).isEqualTo(State.DEGRADED);
        assertThat(spool.health().text())
                .startsWith(
                        "org.tocsin.spool.cfg: interval: 'often' is not a duration, use ISO-8601 such as PT30S; until"
                                + " it is put right the settings before it stay in force; ");
        config.remove("interval");
        old(outqueue(), "of another directory");

        spool.modified(SettingsReader.of(Config.class, config), new HashMap<>(config));

        await("what was dropped there").atMost(SOON).until(() -> queue.bodies().size() == 2);
        await("that it is said").atMost(SOON).until(() -> spool.health().state() == State.READY);
    }

    @Test
    public void aWrongConfigurationTakesNothingInAndHoldsNobodyUp() throws Exception {
        config.put("interval", "soon");
        Spool spool = open();

        assertThat(door().accept(event("door")).toCompletableFuture()).isCompleted();
        assertThat(spool.health().state()).isEqualTo(State.DEGRADED);
        assertThat(spool.health().text()).contains("org.tocsin.spool.cfg: interval: 'soon' is not a duration");
        assertThat(new SpoolCheck().wrong(config)).hasSize(1);
        assertThat(new SpoolCheck().wrong(Map.of("directory", "here", "maxRejected", "0")))
                .hasSize(2);
    }

    @Test
    public void aDirectoryThatCannotBeUsedIsToldAndHoldsNobodyUp() throws Exception {
        Files.writeString(directory, "a file");
        Spool spool = open();
        spool.bindFormat(new PagerDutyFormat());
        spool.bindQueue(queue);

        door().accept(event("door")).toCompletableFuture().get();

        await("that it is told")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(spool.health().text()).contains("TOCSIN-SPOOL-002"));
    }
}
