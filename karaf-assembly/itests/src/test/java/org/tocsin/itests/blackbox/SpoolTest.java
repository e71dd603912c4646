// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.sandbox.SandboxRule;

/** With the agent down nobody loses an event: each arrives once, in order, before what came by a door. */
public class SpoolTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern MARK = Pattern.compile("mark-(?:[a-z]+-)?[0-9]+");
    private static final int EACH = 4;
    private static final int MANY = 600;

    private final Canaries canaries = new Canaries();

    @Rule
    public final SandboxRule sandbox = new SandboxRule();

    @Rule
    public final Agent agent = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(agent);

    private final Path spool = agent.directory().resolve("spool");
    private final Path outqueue = agent.directory().resolve("outqueue");
    private final Map<String, List<String>> sent = new LinkedHashMap<>();

    @Test
    public void nothingIsLostOrReorderedThatWasSentWhileTheAgentWasDown() throws Exception {
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString())
                .with("TOCSIN_SPOOL_OUTQUEUES", outqueue.toString());
        makeDirectories();
        sendWithoutTheAgent();
        beRefusedAsByTheAgent();
        dropBadFiles();
        dropIntoTheQueueOfPdagent();

        agent.start();

        for (String key : List.copyOf(sent.keySet())) {
            post(key, "mark-door-1");
        }
        assertArrived();
        assertThat(files(spool, ".event")).isEmpty();
        assertThat(files(outqueue.resolve("pdq"), "")).isEmpty();
        assertThat(files(outqueue.resolve("err"), "")).containsExactlyInAnyOrder("0_no_extension", "1_bad.txt");
        // root reads what others may not
        int bad = isRoot() ? 4 : 5;
        assertThat(files(spool.resolve("rejected"), "")).hasSize(bad);
        assertThat(agent.tocsin("status").out())
                .containsPattern("spool +DEGRADED +")
                .contains(bad + " files set aside in " + spool.resolve("rejected"))
                .contains("2 files set aside in " + outqueue.resolve("err"));

        sendWithoutTheSecret();
        sendAsAnotherUser();
        killWhileFilesAreTakenIn();
        lookForKeys();
    }

    private void makeDirectories() throws IOException {
        Files.createDirectory(spool);
        Files.setAttribute(spool, "unix:mode", 03733);
        for (String name : List.of("pdq", "tmp", "suc", "err")) {
            Files.createDirectories(outqueue.resolve(name));
        }
    }

    /** A sender for each lane, at the same time; each begins the next event when the one before is kept. */
    private void sendWithoutTheAgent() throws Exception {
        Map<String, String[]> senders = new LinkedHashMap<>();
        senders.put(canaries.plant("PdSend"), new String[] {"pd-send", "-k", "KEY", "-t", "trigger", "-i", "i", "-d"});
        senders.put(
                canaries.plant("Enqueue"),
                new String[] {"pdagent", "enqueue", "-k", "KEY", "-t", "trigger", "-u", "web1", "-d"});
        senders.put(canaries.plant("Send"), new String[] {"pdagent", "send", "-k", "KEY", "-t", "trigger", "-d"});
        senders.put(canaries.plant("Trigger"), new String[] {"tocsin", "trigger", "-k", "KEY", "-d"});
        ExecutorService threads = Executors.newFixedThreadPool(senders.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            senders.forEach((key, command) -> running.add(threads.submit(() -> {
                for (int i = 1; i <= EACH; i++) {
                    sendOne(key, command, "mark-" + i);
                }
            })));
            for (Future<?> sender : running) {
                sender.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(files(spool, ".event")).hasSize(EACH * senders.size());
    }

    private void sendOne(String key, String[] command, String mark) {
        Call call =
                run(Stream.concat(Stream.of(command).map(word -> word.equals("KEY") ? key : word), Stream.of(mark)));
        assertThat(call.exit()).as("%s", call).isZero();
        assertThat(call.out())
                .as("%s", call)
                .matches(
                        switch (command[0]) {
                            case "pd-send" -> "Event processed. Incident Key: i\n";
                            case "pdagent" -> "\\{\"key\":\"[0-9a-f]{32}\"}\n";
                            default -> "[0-9a-f]{32}\n";
                        });
        assertThat(call.err())
                .startsWith(command[0] + ": the agent does not answer on ")
                .endsWith("; the event is in the spool, from which the agent takes it\n");
        record(key, mark);
    }

    private synchronized void record(String key, String mark) {
        sent.computeIfAbsent(key, any -> new ArrayList<>()).add(mark);
    }

    private void beRefusedAsByTheAgent() throws IOException {
        int before = files(spool, "").size();
        assertThat(run(Stream.of("tocsin", "trigger", "-k", "short", "x")))
                .returns(1, Call::exit)
                .returns(
                        "tocsin: routing_key: must be 32 letters and digits, has 5 characters; copy the integration key"
                                + " again\n",
                        Call::err);
        assertThat(run(Stream.of("pd-send", "-k", "K", "-t", "bogus")).exit()).isEqualTo(2);
        assertThat(files(spool, "")).hasSize(before);
    }

    private void dropBadFiles() throws Exception {
        Path secret = Files.writeString(agent.directory().resolve("a secret"), canaries.plant("Linked"));
        Files.createSymbolicLink(spool.resolve(name(1)), secret);
        assertThat(new ProcessBuilder("mkfifo", spool.resolve(name(2)).toString())
                        .start()
                        .waitFor())
                .isZero();
        try (FileChannel huge =
                FileChannel.open(spool.resolve(name(3)), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            huge.write(ByteBuffer.wrap(new byte[1]), 1L << 33);
        }
        drop(canaries.plant("Closed"), "mark-x", 4);
        Files.setPosixFilePermissions(spool.resolve(name(4)), PosixFilePermissions.fromString("---------"));
        Files.writeString(spool.resolve(canaries.plant("Name")), "x");
    }

    private void dropIntoTheQueueOfPdagent() throws IOException {
        String key = canaries.plant("Pdagent");
        for (int number : new int[] {1_000, 999}) {
            Files.writeString(
                    outqueue.resolve("pdq/" + number + "_" + key + ".txt"),
                    "{\"details\":{},\"event_type\":\"trigger\",\"description\":\"mark-" + number
                            + "\",\"service_key\":\"" + key + "\"}");
        }
        sent.put(key, new ArrayList<>(List.of("mark-999", "mark-1000")));
        Files.writeString(outqueue.resolve("pdq/0_no_extension"), key);
        Files.writeString(outqueue.resolve("pdq/1_bad.txt"), "bad json");
    }

    /** Such as the user nagios: the agent runs, and takes the file in at once. */
    private void sendWithoutTheSecret() throws IOException {
        agent.with("TOCSIN_SECRET_FILE", "/no/such/file");
        String key = canaries.plant("Nagios");
        for (int i = 1; i <= 2; i++) {
            Call call = run(Stream.of("pd-send", "-q", "-k", key, "-t", "trigger", "-d", "mark-" + i));
            assertThat(call)
                    .returns(0, Call::exit)
                    .returns("", Call::out)
                    .returns(
                            "pd-send: the token file /no/such/file is not for this user; the event is in the spool,"
                                    + " from which the agent takes it\n",
                            Call::err);
            record(key, "mark-" + i);
        }
        agent.without("TOCSIN_SECRET_FILE");
        post(key, "mark-door-2");
        assertArrived();
    }

    /** Who is neither root nor the agent's user sends all the same, and sees neither the token nor what others send. */
    private void sendAsAnotherUser() throws IOException {
        if (!isRoot()) {
            System.out.println("SpoolTest: sends as nobody else, as only root can become another user");
            return;
        }
        Files.setPosixFilePermissions(agent.directory(), PosixFilePermissions.fromString("rwx--x--x"));
        assertThat(asNobody(Stream.of("ls", spool.toString())).exit()).isNotZero();
        assertThat(asNobody(Stream.of("cat", agent.data().resolve("secret").toString()))
                        .exit())
                .isNotZero();
        String key = canaries.plant("Nobody");
        String sender = agent.distribution().file("bin/pd-send").toString();
        for (int i = 1; i <= 2; i++) {
            assertThat(asNobody(Stream.of(sender, "-k", key, "-t", "trigger", "-i", "i", "-d", "mark-" + i)))
                    .returns(0, Call::exit)
                    .returns("Event processed. Incident Key: i\n", Call::out)
                    .returns("", Call::err);
            record(key, "mark-" + i);
        }
        post(key, "mark-door-4");
        assertArrived();
    }

    private Call asNobody(Stream<String> command) {
        return agent.call(
                Stream.concat(Stream.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"), command)
                        .toList());
    }

    private void killWhileFilesAreTakenIn() throws IOException {
        agent.tocsin("stop");
        List<String> keys =
                IntStream.range(0, 3).mapToObj(i -> canaries.plant("Many" + i)).toList();
        for (int i = 1; i <= MANY; i++) {
            drop(keys.get(i % keys.size()), "mark-" + i, 1_000 + i);
            record(keys.get(i % keys.size()), "mark-" + i);
        }
        Path ignored = agent.directory().resolve("killed-start.txt");
        Process start = agent.begin(ignored, ignored, "start");
        await("the first files to be taken in")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> files(spool, ".event").size() < MANY - 20);
        agent.kill();
        await("the end of that start").atMost(PATIENCE).until(() -> !start.isAlive());
        System.out.println("SpoolTest: killed with " + files(spool, ".event").size() + " of " + MANY + " files left");

        agent.start();

        for (String key : keys) {
            post(key, "mark-door-3");
        }
        assertArrived(true);
        assertThat(files(spool, ".event")).isEmpty();
        assertThat(files(spool.resolve("taken"), "")).isEmpty();
    }

    private void assertArrived() {
        assertArrived(false);
    }

    /** A crash may repeat the one event of a lane that was under way, directly behind it. */
    private void assertArrived(boolean afterACrash) {
        await("all of them, in order").atMost(PATIENCE).untilAsserted(() -> {
            for (Map.Entry<String, List<String>> lane : sent.entrySet()) {
                assertThat(arrived(lane.getKey(), afterACrash))
                        .as("lane %s", lane.getKey())
                        .isEqualTo(lane.getValue());
            }
        });
    }

    private List<String> arrived(String key, boolean afterACrash) {
        List<String> marks = new ArrayList<>();
        sandbox.get().accepted().stream()
                .filter(request -> key.equals(request.key()))
                .forEach(request -> {
                    Matcher mark = MARK.matcher(request.body().text());
                    String text = mark.find() ? mark.group() : "none";
                    if (!afterACrash
                            || marks.isEmpty()
                            || !marks.get(marks.size() - 1).equals(text)) {
                        marks.add(text);
                    }
                });
        return marks;
    }

    private void post(String key, String mark) {
        String event = "{\"routing_key\":\"" + key + "\",\"event_action\":\"trigger\",\"payload\":{\"summary\":\""
                + mark + "\",\"source\":\"s\",\"severity\":\"info\"}}";
        // 503 as long as what was dropped is being taken in: nothing is stored then
        await("the door").atMost(PATIENCE).until(() -> {
            Http.Answer answer = new Api(agent).post("/send", event);
            assertThat(answer.status()).as(answer.body()).isIn(200, 503);
            return answer.status() == 200;
        });
        record(key, mark);
    }

    private void lookForKeys() throws IOException {
        canaries.look("the log", agent.log());
        canaries.look("the status", agent.tocsin("status").out());
        canaries.look("the metrics", new Api(agent).get("/metrics").body());
        assertThat(agent.log()).contains("TOCSIN-SPOOL-004");
        assertThat(canaries.found()).isEmpty();
    }

    /** As a sender would, with a number in the place of the kernel's clock. */
    private void drop(String key, String mark, int number) throws IOException {
        String event = "{\"routing_key\":\"" + key + "\",\"event_action\":\"resolve\",\"dedup_key\":\"" + mark + "\"}";
        Path draft = Files.writeString(
                spool.resolve(".draft"),
                "tocsin-spool 1\nchannel: pagerduty\nformat: v2\nsubmission: n" + number + "\nlength: "
                        + event.getBytes(StandardCharsets.UTF_8).length + "\n\n" + event);
        Files.move(draft, spool.resolve(name(number)));
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self/stat"), "unix:uid").equals(0);
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "%016d-0badb007-%018d-%032x.event", number, number, number);
    }

    private static List<String> files(Path directory, String end) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(end))
                    .toList();
        }
    }

    private Call run(Stream<String> words) {
        List<String> command = new ArrayList<>(words.toList());
        command.set(0, agent.distribution().file("bin/" + command.get(0)).toString());
        return agent.call(command);
    }
}
