// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Words that ask more than once, or read and write files, as processes. */
public final class LengthyWordsTest {

    private static final String KEY = RecordingDesk.DEAD;
    private static final String LINES = """
            {"key":"1","state":"dead"}
            {"key":"2","state":"dead"}
            {"key":"3","state":"dead"}
            """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private AgentServer server;
    private Script script;
    private Path root;

    @Before
    public void startAgent() throws IOException {
        server = new AgentServer();
        root = folder.getRoot().toPath();
        script = new Script(root, server.address(), AgentServer.TOKEN, "sh");
    }

    @After
    public void stopAgent() {
        server.close();
    }

    @Test
    public void anExportOfSeveralPartsIsPrintedWhole() throws Exception {
        assertThat(script.run("tocsin", "event", "export")).isEqualTo(new Script.Result(0, LINES, ""));
    }

    @Test
    public void theWordSaysTheActionOfEachLineThatHasNone() throws Exception {
        String lines =
                "{\"payload\":{}}\n {\"event_action\":\"trigger\",\"n\":2}\n{}\n{\"event_action\":\"resolve\"}\nnone\n";

        Script.Result result = script.runWith(lines, "tocsin", "trigger", "--stdin");

        assertThat(server.agent.submitted)
                .containsExactly(
                        "v2 {\"event_action\":\"trigger\",\"payload\":{}}",
                        "v2  {\"event_action\":\"trigger\",\"n\":2}",
                        "v2 {\"event_action\":\"trigger\"}",
                        "v2 none");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out().lines().toList().get(3))
                .isEqualTo(
                        "{\"line\":4,\"status\":400,\"errors\":[\"event_action: is another than trigger, leave it out, or"
                                + " give the lines to 'tocsin enqueue --stdin'\"]}");
        server.agent.submitted.clear();
        assertThat(script.runWith("{}\n", "tocsin", "ack", "--stdin").exit()).isZero();
        assertThat(script.runWith("{}\n", "tocsin", "resolve", "--stdin").exit())
                .isZero();
        assertThat(script.runWith("{}\n", "tocsin", "change", "--stdin").exit()).isZero();
        assertThat(server.agent.submitted)
                .containsExactly(
                        "v2 {\"event_action\":\"acknowledge\"}", "v2 {\"event_action\":\"resolve\"}", "change {}");
    }

    @Test
    public void keyAndInputMayBothBeFilesOfTheCaller() throws Exception {
        Path key = Files.writeString(root.resolve("a.key"), "0123456789ABCDEFabcdef0123456789\n");
        Path input = Files.writeString(root.resolve("told.txt"), "disk full\n");

        Script.Result shown =
                script.run("tocsin", "adapter", "translate", "lines", input.toString(), "-k", "@" + key, "--with-key");

        assertThat(shown.exit()).as("%s", shown).isZero();
        assertThat(shown.out()).endsWith("\n0123456789ABCDEFabcdef0123456789 disk full\n");
        Files.writeString(key, "not a key\n");
        assertThat(script.run("tocsin", "adapter", "translate", "lines", input.toString(), "-k", "@" + key)
                        .err())
                .contains("has no key in its file, put 32 letters and digits there")
                .doesNotContain("not a key");
    }

    @Test
    public void pdSendWaitsAndSaysTheSameAsEver() throws Exception {
        String[] event = {"-k", "K", "-t", "trigger", "-d", "x", "-i", "disk"};
        server.agent.desk.outcomes.add("DELIVERED");
        assertThat(script.run("pd-send", with(event, "--wait", "30")))
                .isEqualTo(new Script.Result(0, "Event processed. Incident Key: disk\n", ""));

        server.agent.desk.outcomes.clear();
        server.agent.desk.outcomes.add("DEAD");
        Script.Result dead = script.run("pd-send", with(event, "-q", "--w"));
        assertThat(dead.exit()).isEqualTo(Handover.REJECTED);
        assertThat(dead.out()).isEmpty();
        assertThat(dead.err()).startsWith("pd-send: the event " + RecordingAgent.EVENT_KEY + " was refused");
    }

    private static String[] with(String[] words, String... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    public void anExportIntoAFileIsForItsOwnerOnlyAndThereOnlyWhenItIsWhole() throws Exception {
        Path out = root.resolve("out.ndjson");
        Files.writeString(out, "older");
        Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rw-r--r--"));

        Script.Result there = script.run("tocsin", "event", "export", "-o", out.toString());
        assertThat(there.exit()).isEqualTo(1);
        assertThat(there.err())
                .isEqualTo("tocsin: the file " + out + " is there already: name another one, or say --force\n");
        assertThat(out).hasContent("older");
        for (String flag : List.of("--output=", "-o")) {
            assertThat(script.run("tocsin", "event", "export", flag + out, "--force"))
                    .isEqualTo(new Script.Result(0, "3 events are in " + out + "\n", ""));
        }
        assertThat(out).hasContent(LINES);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rw-------");

        Files.writeString(out, "older");
        server.meanwhile = () -> server.hangsUp = server.requests.get() >= 2;
        Script.Result cut = script.run("tocsin", "event", "export", "--force", "--output", out.toString());
        assertThat(cut.exit()).isEqualTo(1);
        assertThat(cut.err()).contains("was asked and did not answer");
        assertThat(out).hasContent("older");
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.contains(".part"));
        }
    }

    @Test
    public void aLargeFileIsImportedInPartsAndItsBadLinesAreNamed() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 3_000; i++) {
            lines.append(i == 2_500 ? "no JSON" : "{\"n\":" + i + ",\"text\":\"" + "x".repeat(1_000) + "\"}")
                    .append('\n');
        }
        Path in = Files.writeString(root.resolve("in.ndjson"), lines);

        Script.Result result = script.run("tocsin", "event", "import", in.toString());

        assertThat(result)
                .isEqualTo(new Script.Result(
                        1,
                        "2999 events are on the queue, 1 line was refused\n",
                        "tocsin event import: line 2500: is no JSON object, write one a line\n"));
        assertThat(server.agent.desk.changes)
                .hasSize(2_999)
                .endsWith("accept {\"n\":3000,\"text\":\"" + "x".repeat(1_000) + "\"}");
        assertThat(server.requests.get()).isGreaterThan(4);
    }

    @Test
    public void anImportEndsWhereTheQueueTakesNoMoreAndNothingOvertakes() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 3_000; i++) {
            lines.append(i == 500 ? RecordingDesk.FULL : "{\"n\":" + i + '}').append('\n');
        }
        Path in = Files.writeString(root.resolve("in.ndjson"), lines);

        Script.Result result = script.run("tocsin", "event", "import", in.toString(), "--json");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).matches("\\{\"accepted\":499,\"refused\":[0-9]+,\"stopped\":500}\n");
        assertThat(result.err())
                .isEqualTo("tocsin event import: line 500: queue: is full\n"
                        + "tocsin event import: ends at line 500: import the file again, or from this line on, when that is"
                        + " mended; what is on the queue is kept once\n");
        assertThat(server.agent.desk.changes).hasSize(499).endsWith("accept {\"n\":499}");
    }

    @Test
    public void anImportReadsStandardInput() throws Exception {
        assertThat(script.runWith("{\"n\":1}\n\n{\"n\":2}", "tocsin", "event", "import", "-"))
                .isEqualTo(new Script.Result(
                        1,
                        "2 events are on the queue, 1 line was refused\n",
                        "tocsin event import: line 2: is no JSON object, write one a line\n"));
        assertThat(server.agent.desk.changes).containsExactly("accept {\"n\":1}", "accept {\"n\":2}");
    }

    @Test
    public void whoWaitsIsToldWhatBecameOfTheEvent() throws Exception {
        server.agent.desk.outcomes.addAll(List.of("WAITING", "WAITING", "DELIVERED"));
        assertThat(script.run("tocsin", "trigger", "-k", "KEY", "-u", "web1", "-y", "disk", "x", "--wait"))
                .isEqualTo(new Script.Result(0, "disk\n", ""));
        assertThat(script.runWith("KEY\n", "tocsin", "ack", "-k", "-", "-y", "disk", "--wait"))
                .as("with the key on standard input")
                .isEqualTo(new Script.Result(0, "disk\n", ""));
        assertThat(server.agent.submitted).as("each is handed over once").hasSize(2);

        server.agent.desk.outcomes.clear();
        server.agent.desk.outcomes.add("DEAD");
        Script.Result dead = script.run("pdagent", "enqueue", "-k", "KEY", "--wait", "30");
        assertThat(dead.exit()).isEqualTo(4);
        assertThat(dead.out()).contains("\"state\":\"DEAD\",\"answer\":\"400 invalid event");
        assertThat(dead.err())
                .contains("was refused and is a dead letter: 400 invalid event")
                .hasLineCount(1);

        server.agent.desk.outcomes.clear();
        server.agent.desk.outcomes.add("WAITING");
        Script.Result late = script.run("tocsin", "resolve", "-k", "KEY", "-y", "disk", "--wait", "1");
        assertThat(late)
                .isEqualTo(new Script.Result(
                        5, "disk\n", "tocsin: the event is not known to be delivered: it waits and will be sent\n"));
    }

    @Test
    public void whoWaitsForAnAgentThatGoesAwayIsToldThatTheEventIsKept() throws Exception {
        server.agent.desk.outcomes.add("WAITING");
        server.meanwhile = () -> server.hangsUp = server.requests.get() >= 3;

        Script.Result result = script.run("tocsin", "resolve", "-k", "KEY", "-y", "disk", "--wait", "1");

        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.out()).isEqualTo("disk\n");
        assertThat(result.err()).contains("it was kept; the agent on " + server.address() + " was asked and did not");
        assertThat(server.agent.submitted).hasSize(1);
    }

    @Test
    public void whoWaitsForAnAgentThatHangsDoesNotWaitLonger() throws Exception {
        server.agent.desk.outcomes.add("WAITING");
        server.meanwhile = () -> {
            if (server.requests.get() >= 3) {
                server.hang();
            }
        };

        Script.Result result = script.run("tocsin", "resolve", "-k", "KEY", "-y", "disk", "--wait", "3");

        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.err()).contains("it was kept; the agent on " + server.address() + " was asked and did not");
        assertThat(server.requests.get())
                .as("for each look that is not answered all of the time is gone")
                .isEqualTo(3);
    }

    @Test
    public void aConfigurationOfTheGoAgentSaysWhichAgentIsMeant() throws Exception {
        Path config = root.resolve("go.yaml");
        try (AgentServer other = new AgentServer()) {
            other.agent.lanes.add(RecordingAgent.lane("pd-1", "key1", 0, 5, 0));
            Files.writeString(config, "address: " + other.address() + "\nsecret: " + AgentServer.TOKEN + "\n");

            assertThat(script.run("pdagent", "--config", config.toString(), "queue", "status")
                            .out())
                    .contains("\"success\":5");
            assertThat(script.run("pdagent", "-a", server.address(), "--config", config.toString(), "queue", "status")
                            .out())
                    .as("a flag goes before the file")
                    .isEqualTo("{\"status_items\":[]}\n");
        }
        Script.Result missing = script.run("pdagent", "--config", config + "-not", "health");
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.out()).contains("--config: the file " + config + "-not cannot be read");

        Files.writeString(config, "address: " + server.address() + "\n");
        server.close();
        Path spool = spool();
        assertThat(script.run("pdagent", "--config", config.toString(), "send", "-k", "K", "-t", "trigger", "-d", "x")
                        .exit())
                .as("the usual agent has the spool")
                .isZero();
        assertThat(dropped(spool)).hasSize(1);
    }

    @Test
    public void whoWaitsLeavesTheEventInTheSpoolWhenTheAgentIsNotReady() throws Exception {
        server.agent.refusal = new RefusedException(RefusedException.Reason.BUSY, "queue: is not there yet");
        String[] words = {"resolve", "-k", "KEY", "-y", "disk", "--wait", "30"};
        Script.Result none = script.run("tocsin", words);
        assertThat(none).isEqualTo(new Script.Result(1, "", "tocsin: queue: is not there yet\n"));
        Path spool = spool();

        Script.Result late = script.run("tocsin", words);

        assertThat(late.exit()).as("%s", late).isEqualTo(5);
        assertThat(late.out()).isEqualTo("disk\n");
        assertThat(late.err())
                .contains("it waits for the agent\n")
                .contains("is not ready")
                .contains("the event is in the spool");
        assertThat(dropped(spool)).singleElement().asString().contains("\"event_action\":\"resolve\"");
    }

    @Test
    public void linesThatTheAgentDoesNotTakeGoIntoTheSpoolAndNothingOvertakes() throws Exception {
        Path spool = spool();
        server.agent.refusedText = "\"n\":3";
        server.agent.refusal = new RefusedException(RefusedException.Reason.LATE, "queue: was not through in time");
        Path out = root.resolve("answers");

        Script.Result result = script.line(
                "",
                "{ printf '{\"n\":%s}\\n' 1 2 3 4; until grep -qs '\"line\":4' '" + out
                        + "'; do sleep 0.05; done; echo '{\"n\":5}'; } | $bin/pdagent send --stdin >'" + out + "'");

        assertThat(result.exit()).as("%s", result).isZero();
        assertThat(result.err()).contains("spool");
        List<String> answers = Files.readAllLines(out);
        assertThat(answers).hasSize(5);
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i)).startsWith("{\"line\":" + (i + 1) + ",\"status\":200");
        }
        assertThat(server.agent.submitted).as("the third was late").hasSize(3);
        List<String> files = dropped(spool);
        assertThat(files)
                .extracting(file -> file.substring(file.indexOf("\n\n") + 2))
                .containsExactly("{\"n\":3}", "{\"n\":4}", "{\"n\":5}");
        String name = files.get(0).replaceAll("(?s).*\nsubmission: ([^\n]*)\n.*", "$1");
        assertThat(server.agent.submissions).as("of the late one").contains(name);
    }

    @Test
    public void withoutASpoolALateLineIsToldWithTheNameUnderWhichItIsKeptOnce() throws Exception {
        String lines = "{\"n\":1}\n{\"n\":2}\n";
        server.agent.refusedText = "\"n\":2";
        server.agent.refusal = new RefusedException(RefusedException.Reason.LATE, "queue: was not through in time");

        Script.Result late = script.runWith(lines, "tocsin", "send", "--stdin");

        assertThat(late.exit()).isEqualTo(1);
        assertThat(late.out()).contains("{\"line\":2,\"status\":504");
        assertThat(late.err())
                .matches(
                        "tocsin send: ends at line 2, and whether that was kept is not known: send all lines again with"
                                + " --submission-id [0-9a-f]{32}, then each is kept once\n");
        server.agent.refusal = null;
        String name = late.err().replaceAll("(?s).*--submission-id ([0-9a-f]+),.*", "$1");
        assertThat(script.runWith(lines, "tocsin", "send", "--stdin", "--submission-id", name)
                        .exit())
                .isZero();
        assertThat(server.agent.submitted).hasSize(2);
    }

    @Test
    public void eventsOfStandardInputAreAnsweredInOrderAndBadLinesAlone() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 500; i++) {
            lines.append("{\"n\":").append(i).append("}\n");
        }
        Path in = root.resolve("in.ndjson");
        Files.write(in, lines.toString().getBytes(StandardCharsets.UTF_8));
        Files.write(in, new byte[] {'{', '"', (byte) 0xff, '"', '}', '\n'}, StandardOpenOption.APPEND);
        Files.writeString(in, "{\"n\":502}", StandardOpenOption.APPEND);

        Script.Result result = script.line("", "$bin/pdagent send --stdin <'" + in + "'");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("pdagent send: 1 of 502 lines refused\n");
        List<String> answers = result.out().lines().toList();
        assertThat(answers).hasSize(502);
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i)).startsWith("{\"line\":" + (i + 1) + ",\"status\":" + (i == 500 ? 400 : 200));
        }
        assertThat(server.agent.submitted).hasSize(501).first().isEqualTo("v1 {\"n\":1}");
        assertThat(server.agent.submitted.get(500)).isEqualTo("v1 {\"n\":502}");
        assertThat(server.agent.submissions).as("each has a name of its own").hasSize(501);
    }

    @Test
    public void aLineIsAnsweredBeforeTheNextOneIsThere() throws Exception {
        Path out = root.resolve("answers");

        Script.Result result = script.line(
                "",
                "{ echo '{\"n\":1}'; until grep -qs '\"line\":1' '" + out
                        + "'; do sleep 0.05; done; echo '{\"n\":2}'; }" + " | $bin/tocsin enqueue --stdin >'" + out
                        + "'");

        assertThat(result).isEqualTo(new Script.Result(0, "", ""));
        assertThat(out).content().contains("{\"line\":2,\"status\":200");
    }

    @Test
    public void whereTheQueueTakesNoMoreStandardInputEnds() throws Exception {
        server.agent.refusal = new RefusedException(RefusedException.Reason.FULL, "queue: is full");

        Script.Result result = script.runWith("{\"n\":1}\n{\"n\":2}\n", "tocsin", "enqueue", "--stdin");

        assertThat(result)
                .isEqualTo(new Script.Result(
                        1,
                        "{\"line\":1,\"status\":507,\"errors\":[\"queue: is full\"]}\n",
                        "tocsin enqueue: ends at line 1: send that line and those behind it again\n"));
        assertThat(server.agent.submitted).isEmpty();
    }

    @Test
    public void aBackupAndACheckAreWaitedFor() throws Exception {
        assertThat(script.run("tocsin", "backup", "/srv/backup"))
                .isEqualTo(new Script.Result(0, "the queue is copied to /srv/backup (7.1 MiB, 1.2 s)\n", ""));
        assertThat(server.agent.desk.changes).containsExactly("backup /srv/backup");
        assertThat(script.run("tocsin", "doctor"))
                .isEqualTo(new Script.Result(0, "1234 records checked in 0.1 s: all is well\n", ""));
        assertThat(script.run("tocsin", "doctor").exit()).as("with a finding").isEqualTo(1);
    }

    @Test
    public void withoutAnAgentTheySaySo() throws Exception {
        server.close();
        for (List<String> words : List.of(
                List.of("event", "export"),
                List.of("event", "import", "-"),
                List.of("backup", "/x"),
                List.of("doctor"))) {
            Script.Result result = script.run("tocsin", words.toArray(String[]::new));
            assertThat(result.exit()).as(words.toString()).isEqualTo(1);
            assertThat(result.err())
                    .isEqualTo("tocsin: the agent does not answer on " + server.address()
                            + ": start it with 'tocsin start'\n");
        }
    }

    @Test
    public void theNewTextOfAnEventComesFromAFileOrStandardInput() throws Exception {
        Path body = Files.writeString(root.resolve("new body.json"), "{\"new\":\"é\"}\n");

        assertThat(script.run("tocsin", "event", "edit", KEY, "--body", body.toString())
                        .exit())
                .isZero();
        assertThat(script.run("tocsin", "event", "edit", KEY, "--body=" + body, "--retry")
                        .exit())
                .isZero();
        assertThat(script.runWith("{\"new\":2}", "tocsin", "event", "edit", KEY).exit())
                .isZero();

        assertThat(server.agent.desk.changes)
                .containsExactly(
                        "edit " + KEY + " {\"new\":\"é\"}",
                        "edit " + KEY + " {\"new\":\"é\"} retry",
                        "edit " + KEY + " {\"new\":2}");
        Script.Result missing = script.run("tocsin", "event", "edit", KEY, "--body", root + "/not-there");
        assertThat(missing)
                .isEqualTo(new Script.Result(1, "", "tocsin: the file " + root + "/not-there cannot be read\n"));
    }

    @Test
    public void whoeverAnswersGetsNoFileThatWasNotNamed() throws Exception {
        Path secret = Files.writeString(root.resolve("private"), "SECRET");
        server.instead = ("input\u001e" + secret + "\u001e\u001e").getBytes(StandardCharsets.UTF_8);
        assertThat(script.run("tocsin", "event", "edit", KEY, "--body", "other").exit())
                .isEqualTo(1);
        assertThat(script.run("tocsin", "trigger", "-k", "K", "-d", secret.toString())
                        .exit())
                .as("a word that reads no such file")
                .isEqualTo(1);

        server.instead =
                ("more\u001e1\u001eevil\u001e\u001e" + secret + "\u001e\u001e0\u001e").getBytes(StandardCharsets.UTF_8);
        Script.Result write = script.run("pdagent", "-a", server.address(), "health");
        assertThat(write.out()).contains("which you did not name");
        server.instead =
                ("more\u001e1\u001e\u001e\u001e\u001e" + secret + "\u001e0\u001e").getBytes(StandardCharsets.UTF_8);
        assertThat(script.run("pdagent", "-a", server.address(), "health").out())
                .contains("which you did not name");
        assertThat(secret).hasContent("SECRET");
        assertThat(server.bodies).noneMatch(body -> body.contains("SECRET"));
    }

    private Path spool() throws IOException {
        Path spool = folder.newFolder("spool").toPath();
        script.environment.put("TOCSIN_SPOOL", spool.toString());
        return spool;
    }

    /** What was dropped, in order. */
    private static List<String> dropped(Path spool) throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                texts.add(Files.readString(file));
            }
            return texts;
        }
    }
}
