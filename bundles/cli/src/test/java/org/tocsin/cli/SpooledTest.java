// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** What a sender does with an event that the agent does not take now, in each shell. */
@RunWith(Parameterized.class)
public final class SpooledTest {

    private static final String NAME = "[0-9]{16}-[0-9a-f]{8}-[0-9]{18}-[0-9a-f]{32}\\.event";
    private static final String[] EVENT = {"-k", "K", "-t", "trigger", "-d", "x", "-i", "disk"};
    private static final String SPOOLED = "; the event is in the spool, from which the agent takes it\n";
    private static final String DONE = "Event processed. Incident Key: disk\n";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final String[] shell;
    private AgentServer server;
    private Script script;
    private Path spool;

    public SpooledTest(String shell) {
        this.shell = shell.split(" ", -1);
    }

    @Parameters(name = "{0}")
    public static Collection<String> shells() throws IOException {
        return ScriptTest.shells();
    }

    @Before
    public void startAgent() throws IOException {
        server = new AgentServer();
        script = new Script(folder.getRoot().toPath(), server.address(), AgentServer.TOKEN, shell);
        spool = folder.newFolder("spool").toPath();
        script.environment.put("TOCSIN_SPOOL", spool.toString());
    }

    @After
    public void stopAgent() {
        server.close();
    }

    @Test
    public void withoutTheAgentEverySenderLeavesItsEventInTheSpool() throws Exception {
        server.close();

        Script.Result sent = script.run("pd-send", EVENT);

        String gone = "the agent does not answer on " + server.address() + ": start it with 'tocsin start'";
        assertThat(sent).isEqualTo(new Script.Result(0, DONE, "pd-send: " + gone + SPOOLED));
        Path file = dropped(1).get(0);
        assertThat(file.getFileName().toString()).matches(NAME);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(Files.readString(file))
                .matches(
                        "(?s)tocsin-spool 1\nchannel: pagerduty\nformat: v1\nsubmission: [0-9a-f]{32}\nlength: [0-9]+\n\n"
                                + "\\{\"agent\":\\{\"agent_id\":null,.*\"service_key\":\"K\"}");
        assertThat(script.run("pd-send", "-q", "-k", "K", "-t", "resolve", "-i", "d")
                        .out())
                .isEmpty();
        Script.Result enqueued = script.run("pdagent", "enqueue", "-k", "K", "-t", "trigger", "-d", "x", "-u", "y");
        assertThat(enqueued.exit()).isZero();
        assertThat(enqueued.out()).matches("\\{\"key\":\"[0-9a-f]{32}\"}\n");
        assertThat(script.runWith("K\n", "tocsin", "ack", "-k", "-", "-y", "dedup"))
                .isEqualTo(new Script.Result(0, "dedup\n", "tocsin: " + gone + SPOOLED));
        assertThat(script.run("tocsin", "trigger", "--channel", "slack", "-k", "ops", "--submission-id", "a/b", "x")
                        .exit())
                .isZero();
        List<Path> all = dropped(5);
        assertThat(Files.readString(all.get(4)))
                .startsWith("tocsin-spool 1\nchannel: slack\n")
                .contains("\nsubmission: a/b\n");
        assertThat(Files.readString(all.get(3))).contains("\"event_action\":\"acknowledge\"");
    }

    @Test
    public void whatIsWrongIsToldAndNotDropped() throws Exception {
        server.close();

        assertThat(script.run("pd-send", "-k", "K", "-t", "bogus").exit()).isEqualTo(2);
        assertThat(script.run("tocsin", "trigger", "-k", "K", "--severity", "awful", "x")
                        .exit())
                .isEqualTo(2);
        assertThat(script.run("pdagent", "send", "-k", "K").exit()).isEqualTo(1);
        assertThat(script.run("tocsin", "queue", "status").exit()).isEqualTo(1);
        assertThat(script.run("pd-zabbix", "K", "trigger", "{garbage").exit()).isEqualTo(1);
        assertThat(script.runWith("{\"entity\":{\"name\":\"e\"},\"check\":{\"name\":\"c\"}}", "pd-sensu", "-k", "K")
                        .exit())
                .isEqualTo(1);

        dropped(0);
    }

    @Test
    public void whatAToolSaysIsDroppedAsLongAsTheAgentTakesIt() throws Exception {
        server.close();
        Path key = Files.writeString(folder.getRoot().toPath().resolve("key"), "KEY-OF-FILE\n");

        // a quote is two bytes of Sensu's JSON, and four of the JSON in which that waits
        assertThat(script.runWith(sensu("\\\"".repeat(600_000)), "pd-sensu", "-k", "@" + key)
                        .exit())
                .isZero();
        Script.Result huge = script.runWith(sensu("\\\"".repeat(1_048_576)), "pd-sensu", "-k", "K");

        assertThat(Files.readString(dropped(1).get(0)))
                .startsWith("tocsin-spool 1\nchannel: adapter\nformat: sensu\nkey: KEY-OF-FILE\n")
                .hasSizeGreaterThan(2_400_000);
        assertThat(huge.exit()).isEqualTo(1);
        assertThat(huge.err()).matches("pd-sensu: body: has [0-9]+ bytes, an input may have 4194304; shorten it\n");
    }

    private static String sensu(String output) {
        return "{\"action\":\"create\",\"id\":\"disk\",\"check\":{\"output\":\"" + output + "\"}}\n";
    }

    @Test
    public void anEventThatIsTooLongForAnyChannelIsNotDropped() throws Exception {
        server.close();

        List<String> words = new ArrayList<>(List.of("trigger", "--channel", "slack", "-k", "ops", "x"));
        for (int i = 0; i < 5; i++) {
            words.addAll(List.of("-f", "field" + i + '=' + "x".repeat(120_000)));
        }

        Script.Result huge = script.run("tocsin", words.toArray(String[]::new));

        assertThat(huge.exit()).isEqualTo(1);
        assertThat(huge.err()).matches("tocsin: body: has [0-9]+ bytes, an event may have 524288; shorten it\n");
        dropped(0);
    }

    @Test
    public void whoMayNotReadTheSecretSendsByTheSpool() throws Exception {
        script.environment.put("TOCSIN_SECRET_FILE", "/no/such/file");

        Script.Result sent = script.run("pd-send", EVENT);

        assertThat(sent)
                .isEqualTo(new Script.Result(
                        0, DONE, "pd-send: the token file /no/such/file is not for this user" + SPOOLED));
        assertThat(server.requests).hasValue(0);
        dropped(1);
        // a link that leads to itself is there, and nobody can read it: not even who may read all
        Path closed = folder.getRoot().toPath().resolve("closed");
        Files.createSymbolicLink(closed, closed);
        script.environment.put("TOCSIN_SECRET_FILE", closed.toString());

        assertThat(script.run("pd-send", EVENT))
                .as("a mail of cron for each event")
                .isEqualTo(new Script.Result(0, DONE, ""));
        dropped(2);
        server.close();
        assertThat(script.run("pd-send", EVENT).err())
                .contains("does not answer on")
                .endsWith(SPOOLED);
        dropped(3);
    }

    @Test
    public void anEventThatTheAgentMayHaveTakenKeepsItsName() throws Exception {
        server.meanwhile = () -> server.status = 504;

        Script.Result sent = script.run("pd-send", EVENT);

        assertThat(sent.exit()).as("%s", sent).isZero();
        assertThat(sent.err()).endsWith(SPOOLED);
        assertThat(server.agent.submitted).hasSize(1);
        assertThat(Files.readString(dropped(1).get(0)))
                .contains("submission: " + server.agent.submissions.iterator().next() + '\n');
    }

    @Test
    public void anAgentThatHangsIsNotWaitedForAndTheEventKeepsItsName() throws Exception {
        // it answers in time for a client that waits for 20 s
        server.meanwhile = () -> server.hang(Duration.ofSeconds(12));

        Script.Result sent = script.run("pd-send", EVENT);

        assertThat(sent.exit()).as("%s", sent).isZero();
        assertThat(sent.err()).contains("was asked and did not answer").endsWith(SPOOLED);
        assertThat(Files.readString(dropped(1).get(0)))
                .contains("submission: " + server.agent.submissions.iterator().next() + '\n');
    }

    @Test
    public void anAgentThatIsNotReadyDoesNotLoseTheEventAndOneThatIsFullSaysSo() throws Exception {
        server.agent.refusal = new RefusedException(RefusedException.Reason.BUSY, "queue: is not there yet");
        Script.Result busy = script.runWith("KEY-OF-INPUT\n", "pd-send", "-k", "-", "-t", "trigger", "-d", "x");
        assertThat(busy.exit()).as("%s", busy).isZero();
        assertThat(busy.err()).contains("is not ready").endsWith(SPOOLED);
        assertThat(Files.readString(dropped(1).get(0))).endsWith("\"service_key\":\"KEY-OF-INPUT\"}");

        server.agent.refusal = new RefusedException(RefusedException.Reason.FULL, "queue: the store is full");
        assertThat(script.run("pd-send", EVENT))
                .isEqualTo(new Script.Result(1, "", "pd-send: queue: the store is full\n"));
        server.agent.refusal = new RefusedException(RefusedException.Reason.INVALID, "routing_key: is wrong");
        assertThat(script.run("pd-send", EVENT).exit()).isEqualTo(1);
        dropped(1);
    }

    @Test
    public void aKeyOnStandardInputIsKeptForTheSpoolByEveryWordThatSends() throws Exception {
        server.agent.refusal = new RefusedException(RefusedException.Reason.BUSY, "queue: is not there yet");
        String[][] words = {
            {"tocsin", "enqueue", "-k", "-", "-t", "trigger", "-d", "x", "-u", "y"},
            {"tocsin", "send", "-k", "-", "-t", "trigger", "-d", "x"},
            {"pdagent", "--pidfile", "/x", "send", "-k", "-", "-t", "trigger", "-d", "x"},
            {"tocsin", "change", "-k", "-", "x"},
        };
        for (String[] typed : words) {
            Script.Result sent = script.runWith(
                    "KEY-OF-INPUT\n",
                    typed[0],
                    List.of(typed).subList(1, typed.length).toArray(String[]::new));
            assertThat(sent.exit()).as("%s: %s", List.of(typed), sent).isZero();
        }
        assertThat(dropped(words.length))
                .allSatisfy(file -> assertThat(Files.readString(file)).contains("KEY-OF-INPUT"));
    }

    @Test
    public void anotherAgentThatWasNamedHasAnotherSpool() throws Exception {
        String there = server.address();
        server.close();

        assertThat(script.run("pdagent", "-a", there, "send", "-k", "K", "-t", "trigger", "-d", "x")
                        .exit())
                .isEqualTo(1);

        dropped(0);
    }

    @Test
    public void aSpoolThatCannotBeWrittenIsToldInOneLine() throws Exception {
        server.close();
        script.environment.put("TOCSIN_SPOOL", spool.resolve("none").toString());

        Script.Result sent = script.run("pd-send", EVENT);

        assertThat(sent.exit()).isEqualTo(1);
        assertThat(sent.out()).isEmpty();
        assertThat(sent.err())
                .isEqualTo("pd-send: the agent does not answer on " + server.address()
                        + ": start it with 'tocsin start'; the event was not kept; the spool " + spool.resolve("none")
                        + " cannot be written: there is no such directory, the agent makes it at its start\n");
    }

    @Test
    public void withoutCurlTheLocalJvmAsksAndThenDrops() throws Exception {
        script.environment.put("PATH", script.toolsWithoutJavaAndCurl());
        assertThat(script.run("pd-send", EVENT).err()).isEmpty();
        dropped(0);
        server.agent.refusal = new RefusedException(RefusedException.Reason.BUSY, "queue: is not there yet");
        assertThat(script.run("pd-send", EVENT).exit()).isZero();
        dropped(1);
        server.close();
        assertThat(script.run("pd-send", EVENT).exit()).isZero();
        dropped(2);
    }

    @Test
    public void namesOrderTheFilesOfASenderWhateverTheTimeOfDayDoes() throws Exception {
        Instant[] times = {Instant.ofEpochSecond(2_000_000), Instant.ofEpochSecond(1_000_000)};
        for (int i = 0; i < 2; i++) {
            new SpoolWriter(spool, Clock.fixed(times[i], ZoneOffset.UTC), System::nanoTime)
                    .drop("pagerduty", "v2", i == 0 ? "ä /%" : null, "s" + i, new byte[] {'{', '}', '\n'});
        }

        List<Path> all = dropped(2);

        assertThat(all)
                .extracting(file -> file.getFileName().toString().substring(0, 16))
                .containsExactly("0000001000000000000".substring(3), "0000002000000000000".substring(3));
        assertThat(all.get(0).toString().substring(spool.toString().length() + 18))
                .as("the kernel's clock: later")
                .isGreaterThan(all.get(1).toString().substring(spool.toString().length() + 18));
        assertThat(Files.readString(all.get(1))).isEqualTo("""
                        tocsin-spool 1
                        channel: pagerduty
                        format: v2
                        key: %C3%A4%20%2F%25
                        submission: s0
                        length: 3

                        {}
                        """);
    }

    /** Exactly so many, by their names; and no draft is left. */
    private List<Path> dropped(int count) throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            List<Path> all = files.sorted().toList();
            assertThat(all)
                    .hasSize(count)
                    .allMatch(file -> file.getFileName().toString().matches(NAME));
            return all;
        }
    }
}
