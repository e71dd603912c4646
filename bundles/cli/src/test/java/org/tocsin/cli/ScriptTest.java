// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** The thin clients as processes, in each shell that this machine has, against an agent's wire on a real socket. */
@RunWith(Parameterized.class)
public final class ScriptTest {

    private static final String SENSU =
            "{\"action\":\"create\",\"client\":{\"name\":\"web1\"},\"check\":{\"name\":\"disk\",\"output\":\"full\"}}\n";
    private static final Script.Result KEPT = new Script.Result(0, "Event processed. Incident Key: None\n", "");
    private static final String UNKNOWN =
            "; whether the event was kept is not known, send it again only if it has a dedup key\n";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final String[] shell;
    private AgentServer server;
    private Script script;

    public ScriptTest(String shell) {
        this.shell = shell.split(" ", -1);
    }

    /** Those that are {@code /bin/sh} somewhere; one that is called by several names only once. */
    @Parameters(name = "{0}")
    public static Collection<String> shells() throws IOException {
        Map<Path, String> shells = new LinkedHashMap<>();
        for (String shell : List.of("sh", "dash", "bash --posix", "busybox sh")) {
            Path file = Path.of("/bin", shell.replaceFirst(" .*", ""));
            if (Files.isExecutable(file)) {
                shells.putIfAbsent(file.toRealPath(), shell);
            }
        }
        return shells.values();
    }

    @Before
    public void startAgent() throws IOException {
        server = new AgentServer();
        script = new Script(folder.getRoot().toPath(), server.address(), AgentServer.TOKEN, shell);
    }

    @After
    public void stopAgent() {
        server.close();
    }

    @Test
    public void outErrAndExitCodeAreThoseOfTheCommand() throws Exception {
        assertThat(script.run("pd-send", "-k", "K", "-t", "trigger", "-d", "x")).isEqualTo(KEPT);
        assertThat(script.run("pdagent", "queue", "status"))
                .isEqualTo(new Script.Result(0, "{\"status_items\":[]}\n", ""));
        assertThat(script.run("pd-queue", "status")).isEqualTo(new Script.Result(0, "Nothing to report.\n", ""));
        assertThat(script.run("tocsin", "bogus").exit()).isEqualTo(2);
        Script.Result wrong = script.run("pd-send", "-k", "K", "-t", "bogus");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).startsWith("usage: pd-send ").endsWith("'resolve')\n");
        assertThat(script.run("pd-send").exit()).as("no argument at all").isEqualTo(2);
    }

    /** As the Python agent's own integration test does. */
    @Test
    public void theTableOfPdQueueIsReadByDroppingTwoLinesAndSqueezingBlanks() throws Exception {
        server.agent.lanes.add(RecordingAgent.lane("pd-1", "key2", 1, 0, 1));
        server.agent.lanes.add(RecordingAgent.lane("pd-2", "key1", 0, 12, 0));

        assertThat(script.line("", "$bin/pd-queue status | sed 1,2d | tr -s ' '")
                        .out())
                .isEqualTo("key1 0 12 0\nkey2 1 0 1\n");
        assertThat(script.line("", "$bin/pd-queue status -k key2 | tail -n +3 | tr -s ' '")
                        .out())
                .isEqualTo("key2 1 0 1\n");
        assertThat(script.line("", "$bin/pd-queue retry -a | cut -d' ' -f1").out())
                .isEqualTo("1\n");
    }

    @Test
    public void hostileArgumentsArriveAsTheyWereTyped() throws Exception {
        List<String> hostile = List.of(
                "two\nlines\n",
                "%s%n%d %",
                "\\n\\0\\c",
                "'\"`$(exit 7)`$HOME",
                "*",
                " lead and trail ",
                "-dash",
                "\u001ers\u001e",
                "@no-file",
                "é€😀",
                "\u0001\u0002\t\u007f",
                "a=b=c",
                "x".repeat(100_000));
        for (String text : hostile) {
            server.agent.submitted.clear();
            assertThat(script.run(
                            "tocsin", "trigger", "-k", "K", "-u", "s", "--class", "", "-f", "f=" + text, "-d", text))
                    .as(text)
                    .isEqualTo(new Script.Result(0, RecordingAgent.MADE_DEDUP_KEY + "\n", ""));
            String sent = server.agent.submitted.get(0);
            assertThat(texts(sent.substring(sent.indexOf('{'))).stream().filter(text::equals))
                    .as("the summary and the detail of %s", sent)
                    .hasSize(2);
        }
    }

    @Test
    public void whatAnAdapterTranslatesIsReadByTheCaller() throws Exception {
        Path told = Files.writeString(folder.getRoot().toPath().resolve("told"), "disk full");
        Script.Result shown =
                new Script.Result(0, "channel pagerduty  lane pd-111111111111  format v2\n… disk full\n", "");

        assertThat(script.run("tocsin", "adapter", "translate", "lines", told.toString()))
                .isEqualTo(shown);
        assertThat(script.runWith("disk full", "tocsin", "adapter", "translate", "lines", "-"))
                .isEqualTo(shown);
        assertThat(script.run("tocsin", "adapter", "translate", "lines", told + "-not")
                        .exit())
                .isEqualTo(1);
    }

    @Test
    public void bytesThatAreNoTextAreNoObstacle() throws Exception {
        Script.Result result = script.line("", "exec \"$bin/pd-send\" -k K -t trigger -d \"$(printf 'a\\377b')\"");

        assertThat(result).isEqualTo(KEPT);
        assertThat(server.agent.submitted.get(0)).contains("a\\ufffdb");
    }

    @Test
    public void manyArgumentsAndALongAnswerPass() throws Exception {
        List<String> args = new ArrayList<>(List.of("enqueue", "-k", "K"));
        for (int i = 0; i < 2_000; i++) {
            args.add("-f");
            args.add("n" + i + "=" + i);
            server.agent.lanes.add(RecordingAgent.lane("pd-" + i, "key" + i, 1, 0, 0));
        }
        assertThat(script.run("pdagent", args.toArray(String[]::new)).exit()).isZero();
        assertThat(server.agent.submitted.get(0)).contains("\"n1999\":\"1999\"");
        assertThat(script.run("tocsin", "lane", "list").out().lines()).hasSize(2_001);
    }

    @Test
    public void standardInputIsLeftToTheCaller() throws Exception {
        Script.Result result = script.line(
                "one\ntwo\nthree\n",
                "while read -r line; do \"$bin/pd-send\" -q -k K -t trigger -d \"$line\" || exit; done; echo end");

        assertThat(result).isEqualTo(new Script.Result(0, "end\n", ""));
        assertThat(server.agent.submitted).hasSize(3);
    }

    @Test
    public void aClosedStandardInputIsAnEmptyOne() throws Exception {
        assertThat(script.line("", "exec \"$bin/pd-send\" -k K -t trigger -d x <&-"))
                .isEqualTo(KEPT);
        assertThat(script.line("", "exec \"$bin/pd-send\" -k K -t trigger -d x </dev/null"))
                .isEqualTo(KEPT);
        assertThat(script.line("", "exec \"$bin/pd-send\" -k - -t trigger -d x <&-")
                        .exit())
                .isEqualTo(2);
        assertThat(script.line("", "exec \"$bin/pd-send\" -k K -t trigger -d x >&- 2>&-")
                        .exit())
                .isZero();
        assertThat(server.agent.submitted).hasSize(3);
    }

    @Test
    public void aKeyComesFromStandardInputOrAFile() throws Exception {
        Path key = Files.writeString(folder.getRoot().toPath().resolve("a key"), "KEY-OF-FILE\n");

        assertThat(script.runWith("KEY-OF-INPUT\n", "pd-send", "-k", "-", "-t", "trigger", "-d", "x"))
                .isEqualTo(KEPT);
        assertThat(script.run("pd-send", "-k@" + key, "-t", "trigger", "-d", "x"))
                .isEqualTo(KEPT);

        assertThat(server.agent.submitted.get(0)).contains("\"service_key\":\"KEY-OF-INPUT\"");
        assertThat(server.agent.submitted.get(1)).contains("\"service_key\":\"KEY-OF-FILE\"");
        assertThat(script.run("pd-send", "-k", "@" + key + "-not", "-t", "trigger", "-d", "x"))
                .isEqualTo(new Script.Result(1, "", "pd-send: the file " + key + "-not cannot be read\n"));
    }

    @Test
    public void aKeyOfAFileGoesBesideAnEventOfStandardInput() throws Exception {
        Path key = Files.writeString(folder.getRoot().toPath().resolve("key"), "KEY-OF-FILE\n");

        assertThat(script.runWith(SENSU, "pd-sensu", "-k", "@" + key)).isEqualTo(new Script.Result(0, "", ""));
        assertThat(script.runWith(SENSU, "pdagent", "sensu", "enqueue", "-k@" + key)
                        .exit())
                .isZero();

        assertThat(server.agent.submitted)
                .hasSize(2)
                .allMatch(sent -> sent.startsWith("for sensu with key KEY-OF-FILE "))
                .allMatch(sent -> sent.contains("\"text\":\"{\\\"action\\\":\\\"create\\\""));
        assertThat(script.runWith(SENSU, "pd-sensu", "-k", "@" + key + "-not"))
                .isEqualTo(new Script.Result(1, "", "pd-sensu: the file " + key + "-not cannot be read\n"));
        Script.Result hyphen = script.runWith(SENSU, "pd-sensu", "-k", "-");
        assertThat(hyphen.exit()).isEqualTo(2);
        assertThat(hyphen.err()).contains("standard input has the event, give the key itself, or @file");
    }

    @Test
    public void noFileIsSentThatWasNotNamed() throws Exception {
        Path other = Files.writeString(folder.getRoot().toPath().resolve("other"), "PRIVATE");
        server.instead = Wire.answer(new Answer.WantsInput(other.toString(), false));

        Script.Result result = script.run("pd-send", "-k", "@" + other + "x", "-t", "trigger", "-d", "x");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(server.requests).hasValue(1);
    }

    @Test
    public void theWordsAboutTheProcessAreTheLaunchersWhateverStandsBeforeThem() throws Exception {
        Path launcher = script.path("tocsin");
        Files.writeString(launcher, "#!/bin/sh\necho \"launcher: $*\"\n");

        assertThat(script.run("pdagent", "--region", "eu", "server").out())
                .isEqualTo("launcher: pdagent --region eu server\n");
        assertThat(script.run("pdagent", "-k", "server", "queue", "status").out())
                .doesNotContain("launcher");
    }

    @Test
    public void theTokenIsInNoArgumentListAndNoFile() throws Exception {
        List<String> seen = new ArrayList<>();
        server.meanwhile = () -> seen.addAll(commandLines());
        Path key = Files.writeString(folder.getRoot().toPath().resolve("key"), "KEY-OF-FILE\n");

        assertThat(script.run("pd-send", "-k", "@" + key, "-t", "trigger", "-d", "x"))
                .isEqualTo(KEPT);

        assertThat(seen).anyMatch(line -> line.contains("curl")).noneMatch(line -> line.contains(AgentServer.TOKEN));
        assertThat(seen).noneMatch(line -> line.contains("KEY-OF-FILE"));
    }

    @Test
    public void proxiesAndPersonalSettingsDoNotMatter() throws Exception {
        script.environment.put("http_proxy", "http://127.0.0.1:1");
        script.environment.put("ALL_PROXY", "http://127.0.0.1:1");
        script.environment.put("HOME", folder.getRoot().toString());
        Files.writeString(folder.getRoot().toPath().resolve(".curlrc"), "url = http://127.0.0.1:1/\nverbose\n");

        assertThat(script.run("pd-send", "-k", "K", "-t", "trigger", "-d", "x")).isEqualTo(KEPT);
    }

    @Test
    public void aSymbolicLinkFindsItsWay() throws Exception {
        Path link = folder.getRoot().toPath().resolve("pd-send-link");
        Files.createSymbolicLink(link, Path.of("bin/pd-send"));
        script.environment.remove("TOCSIN_HOME");

        assertThat(script.line("", "cd / && exec '" + link + "' -k K -t trigger -d x"))
                .isEqualTo(KEPT);
        assertThat(script.line("", "cd \"$bin\" && PATH=$bin:$PATH && pd-send -k K -t trigger -d x"))
                .isEqualTo(KEPT);
    }

    @Test
    public void withoutAJavaItIsSaidWhatToDo() throws Exception {
        script.environment.remove("JAVA_HOME");
        script.environment.put("PATH", pathWithoutJava().toString());
        script.environment.put("TOCSIN_SECRET_FILE", "/no/such/secret");

        assertThat(script.run("pd-nagios", "-k", "K"))
                .isEqualTo(new Script.Result(
                        1,
                        "",
                        "pd-nagios: the token file /no/such/secret cannot be read or holds none; the event was not kept:"
                                + " without Java it cannot be left in the spool; let JAVA_HOME name a Java 17, or java be on"
                                + " the PATH, or run this as a user who may read it, and do it again\n"));
        assertThat(script.run("tocsin", "queue", "status").err())
                .startsWith(
                        "tocsin: the token file /no/such/secret cannot be read or holds none, and there is no Java to"
                                + " do it; let JAVA_HOME name a Java 17,");
    }

    /** Links to the programs that the scripts call. */
    private Path pathWithoutJava() throws IOException {
        Path bin = folder.newFolder("path").toPath();
        for (String program : List.of("sh", "curl", "cat", "ls", "readlink", "busybox", "ksh93", "dash", "bash")) {
            for (Path from : List.of(Path.of("/bin"), Path.of("/usr/bin"))) {
                if (Files.exists(from.resolve(program)) && !Files.exists(bin.resolve(program))) {
                    Files.createSymbolicLink(bin.resolve(program), from.resolve(program));
                }
            }
        }
        return bin;
    }

    @Test
    public void aStoppedAgentIsNamedWithTheRemedy() throws Exception {
        String address = server.address();
        server.close();
        String plain = "the agent does not answer on " + address + ": start it with 'tocsin start'";

        assertThat(script.run("pd-send", "-k", "K", "-t", "trigger", "-d", "x"))
                .isEqualTo(new Script.Result(1, "", "pd-send: " + plain + "; the event was not kept\n"));
        assertThat(script.run("tocsin", "status"))
                .isEqualTo(new Script.Result(3, "state: NOT RUNNING\n", "tocsin: " + plain + "\n"));
        assertThat(script.run("pdagent", "queue", "status"))
                .isEqualTo(new Script.Result(1, "pdagent: " + plain + "\n", ""));
        assertThat(script.run("pd-send", "-k", "K", "-t", "bogus").exit())
                .as("flags are checked all the same")
                .isEqualTo(2);
        assertThat(script.runWith("", "tocsin", "ack", "-k", "-", "-y", "d").exit())
                .isEqualTo(2);
        assertThat(script.run("tocsin", "version").exit()).isZero();
        script.environment.remove("JAVA_HOME");
        script.environment.put("PATH", script.toolsWithoutJava());
        Script.Result bare = script.run("tocsin", "status");
        assertThat(bare.exit()).isEqualTo(3);
        assertThat(bare.err()).contains(address).contains("JAVA_HOME");
    }

    @Test
    public void aLostAnswerIsNotTakenForARefusal() throws Exception {
        server.hangsUp = true;
        assertThat(script.run("pd-send", "-k", "K", "-t", "trigger", "-d", "x").err())
                .endsWith(UNKNOWN);

        server.hangsUp = false;
        server.instead = "0\u001eEvent proc".getBytes(StandardCharsets.UTF_8);
        Script.Result cut = script.run("pd-send", "-k", "K", "-t", "trigger", "-d", "x");
        assertThat(cut.exit()).isEqualTo(1);
        assertThat(server.requests)
                .as("asked twice when the connection was cut, once when the answer is none")
                .hasValue(3);
        assertThat(cut.err()).endsWith(UNKNOWN);
    }

    @Test
    public void aKeyThatWasReadFromStandardInputIsNotMissedWhenTheAnswerIsLost() throws Exception {
        server.meanwhile = () -> server.hangsUp = true; // after the agent has asked for the input
        Script.Result lost = script.runWith("KEY-OF-INPUT\n", "pd-send", "-k", "-", "-t", "trigger", "-d", "x");
        assertThat(lost.exit()).isEqualTo(1);
        assertThat(lost.err()).contains("was asked and did not answer").endsWith(UNKNOWN);

        server.hangsUp = false;
        server.requests.set(0);
        server.meanwhile = () -> server.status = server.requests.get() == 2 ? 503 : 200;
        Script.Result busy = script.runWith("KEY-OF-INPUT\n", "tocsin", "trigger", "-k", "-", "x");
        assertThat(busy.exit()).isEqualTo(1);
        assertThat(busy.err()).endsWith(" is not ready: look at 'tocsin status'; the event was not kept\n");

        server.requests.set(0);
        server.meanwhile = () -> server.status = server.requests.get() == 2 ? 504 : 200;
        Script.Result edit = script.runWith("{}", "tocsin", "event", "edit", RecordingDesk.DEAD);
        assertThat(edit.exit()).isEqualTo(1);
        assertThat(edit.err()).contains("did not answer in time").doesNotContain("standard input");
    }

    @Test
    public void anAgentThatFailedIsNotTakenForAnotherProgram() throws Exception {
        server.status = 500;

        Script.Result failed = script.run("tocsin", "lane", "list");

        assertThat(failed)
                .isEqualTo(new Script.Result(
                        1, "", "tocsin: the agent on " + server.address() + " failed inside: its log says why\n"));
        assertThat(script.run("pd-send", "-k", "K", "-t", "trigger", "-d", "x").err())
                .contains("failed inside: its log says why")
                .endsWith(UNKNOWN);
    }

    @Test
    public void aLateAnswerIsNotTakenForARefusalAndOneThatIsNotReadyIs() throws Exception {
        String agent = "pd-send: the agent on " + server.address();
        server.instead = "{\"errors\":[\"agent: says why\"]}".getBytes(StandardCharsets.UTF_8);

        server.status = 504;
        assertThat(script.run("pd-send", "-k", "K", "-t", "trigger", "-d", "x"))
                .isEqualTo(
                        new Script.Result(1, "", agent + " did not answer in time: look at 'tocsin status'" + UNKNOWN));
        server.status = 503;
        assertThat(script.run("pd-send", "-k", "K", "-t", "trigger", "-d", "x"))
                .isEqualTo(new Script.Result(
                        1, "", agent + " is not ready: look at 'tocsin status'; the event was not kept\n"));
    }

    @Test
    public void whatIsNoTocsinAgentIsToldApart() throws Exception {
        script.environment.put("TOCSIN_URL", "http://" + server.address() + "/no-such-path");

        Script.Result result = script.run("pd-send", "-k", "K", "-t", "trigger", "-d", "x");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("is no Tocsin agent").endsWith("; the event was not kept\n");
    }

    @Test
    public void aTokenThatDoesNotFitIsNamedWithTheRemedy() throws Exception {
        Path secret = folder.getRoot().toPath().resolve("secret");
        Files.writeString(secret, "another-token-0123456789");
        Script.Result denied = script.run("tocsin", "status");
        assertThat(denied.exit()).isEqualTo(1);
        assertThat(denied.err()).contains("does not accept the token").contains("TOCSIN_SECRET_FILE");

        for (String bad : List.of("", "a\"\nurl = \"http://127.0.0.1:1", "quote\"quote")) {
            Files.writeString(secret, bad);
            int before = server.requests.get();
            Script.Result result = script.run("pd-send", "-k", "K", "-t", "trigger", "-d", "x");
            assertThat(result.exit()).isEqualTo(1);
            assertThat(server.requests.get() - before).isLessThanOrEqualTo(1);
        }
        Files.delete(secret);
        assertThat(script.run("tocsin", "status").err()).contains("token file " + secret + " cannot be read");
        server.close();
        assertThat(script.run("tocsin", "status").exit())
                .as("no agent and no token")
                .isEqualTo(3);
    }

    @Test
    public void anotherAgentIsAskedByTheLocalJvm() throws Exception {
        try (AgentServer other = new AgentServer()) {
            other.agent.lanes.add(RecordingAgent.lane("pd-1", "key1", 0, 5, 0));

            assertThat(script.run("pdagent", "-a", other.address(), "queue", "status")
                            .out())
                    .contains("\"success\":5");
            assertThat(script.runWith("KEY é\n", "pdagent", "enqueue", "-k", "-", "-a", other.address(), "-d", "é€😀")
                            .exit())
                    .isZero();
            assertThat(other.agent.submitted.get(0)).contains("KEY é").contains("é€😀");
            assertThat(server.agent.submitted).isEmpty();
            assertThat(script.run("pdagent", "-a", other.address(), "-s", "wrong-token", "health")
                            .out())
                    .contains("does not accept the token");
        }
        assertThat(script.run("pdagent", "-a", "127.0.0.1:1", "health"))
                .isEqualTo(new Script.Result(
                        1, "pdagent: the agent does not answer on 127.0.0.1:1: start it with 'tocsin start'\n", ""));
        assertThat(script.run("pdagent", "-a", "/etc/passwd", "health").out()).contains("is no address");
    }

    @Test
    public void withoutCurlTheLocalJvmAsks() throws Exception {
        script.environment.put("PATH", script.toolsWithoutJava());
        Files.delete(Path.of(script.toolsWithoutJava(), "curl"));

        assertThat(script.run("pd-send", "-k", "K", "-t", "trigger", "-d", "x")).isEqualTo(KEPT);
    }

    @Test
    public void nothingIsLeftInTheTemporaryFolder() throws Exception {
        Path tmp = folder.newFolder("tmp").toPath();
        script.environment.put("TMPDIR", tmp.toString());
        Files.setPosixFilePermissions(tmp, PosixFilePermissions.fromString("r-xr-xr-x"));

        assertThat(script.runWith("K", "pd-send", "-k", "-", "-t", "trigger", "-d", "x"))
                .isEqualTo(KEPT);

        assertThat(tmp).isEmptyDirectory();
    }

    private static List<String> commandLines() {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            List<String> lines = new ArrayList<>();
            for (Path process : processes.toList()) {
                if (Character.isDigit(process.getFileName().toString().charAt(0))) {
                    lines.add(commandLine(process));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // it ended meanwhile
            return "";
        }
    }

    private static List<String> texts(String json) throws IOException {
        List<String> texts = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken().isScalarValue()) {
                    texts.add(parser.getText());
                }
            }
        }
        return texts;
    }
}
