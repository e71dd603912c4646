// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The completion code in real shells, beside an agent on a real socket. */
public final class CompletionTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private AgentServer server;
    private Script script;
    private Path root;

    @Before
    public void startAgent() throws IOException {
        server = new AgentServer();
        server.agent.lanes.add(RecordingAgent.lane("pd-111111111111", "key2", 1, 0, 1));
        server.agent.lanes.add(RecordingAgent.lane("pd-222222222222", "key1", 0, 12, 0));
        root = folder.getRoot().toPath();
        script = new Script(root, server.address(), AgentServer.TOKEN, "sh");
        script.environment.put("PATH", root.resolve("bin") + ":/usr/bin:/bin");
    }

    @After
    public void stopAgent() {
        server.close();
    }

    @Test
    public void bashCompletesWordsFlagsChoicesAndNamesOfTheRunningAgent() throws Exception {
        assertThat(bash("tocsin", "")).contains("trigger", "queue", "lane", "completion");
        assertThat(bash("tocsin", "tr")).containsExactly("trigger");
        assertThat(bash("tocsin", "queue", ""))
                .containsExactlyInAnyOrder("status", "retry", "list", "show", "drop", "export", "purge");
        assertThat(bash("tocsin", "queue", "pu")).containsExactly("purge");
        assertThat(bash("tocsin", "trigger", "--se")).containsExactly("--severity");
        assertThat(bash("tocsin", "trigger", "-e", "")).containsExactly("critical", "error", "warning", "info");
        assertThat(bash("tocsin", "trigger", "-k", "KEY", "--severity", "w")).containsExactly("warning");
        assertThat(bash("tocsin", "trigger", "--severity", "=", "w")).containsExactly("warning");
        assertThat(bash("tocsin", "lane", "show", "")).containsExactly("pd-111111111111", "pd-222222222222");
        assertThat(bash("tocsin", "lane", "show", "pd-2")).containsExactly("pd-222222222222");
        assertThat(bash("tocsin", "lane", "show", "pd-111111111111", "")).isEmpty();
        assertThat(bash("tocsin", "event", "list", "--lane", "pd-1")).containsExactly("pd-111111111111");
        assertThat(bash("tocsin", "event", "retry", "")).containsExactly(RecordingDesk.DEAD);
        assertThat(bash("tocsin", "event", "retry", RecordingDesk.DEAD, "")).containsExactly(RecordingDesk.DEAD);
        assertThat(bash("tocsin", "server", "")).containsExactly("stop");
        assertThat(bash("tocsin", "server", "--region", "e")).containsExactly("eu");
        assertThat(bash("pdagent", "")).contains("enqueue", "server", "init");
        assertThat(bash("pdagent", "-a", "queue", "se")).containsExactlyInAnyOrder("server", "send", "sensu");
        assertThat(bash("pd-send", "--ev")).containsExactly("--event-type");
        assertThat(bash("pd-send", "-t", "re")).containsExactly("resolve");
        assertThat(bash("pd-queue", "r")).containsExactly("retry");
        assertThat(bash("pd-queue", "retry", "--a")).containsExactly("--all-keys");
        assertThat(bash("tocsin", "event", "import", ""))
                .as("files are the shell's own")
                .isEmpty();
        assertThat(bash("tocsin", "event", "export", "-o", ""))
                .as("files are the shell's own")
                .isEmpty();
    }

    @Test
    public void whatTheAgentAnswersIsNeverRun() throws Exception {
        Path made = root.resolve("made");
        for (String hostile :
                List.of("pd-$(touch " + made + ")", "pd-`touch " + made + "`", "pd-;touch " + made, "pd-*")) {
            server.agent.lanes.add(RecordingAgent.lane(hostile, "key", 0, 0, 0));
        }

        assertThat(bash("tocsin", "lane", "show", "pd-")).containsExactly("pd-111111111111", "pd-222222222222");
        assertThat(made).doesNotExist();
    }

    @Test
    public void withoutAnAgentWordsAreCompletedAllTheSame() throws Exception {
        String code = script.run("tocsin", "completion", "bash").out();
        server.close();
        assertThat(script.run("tocsin", "completion", "bash"))
                .as("it needs no agent")
                .isEqualTo(new Script.Result(0, code, ""));
        assertThat(bash(code, List.of("tocsin", "lane", "show", ""))).isEmpty();
        assertThat(bash(code, List.of("tocsin", "lane", "re"))).containsExactly("release");
    }

    @Test
    public void everyFlagOfEveryWordIsOffered() throws Exception {
        String code = script.run("tocsin", "completion", "bash").out();
        for (Program program : Words.programs()) {
            for (Word word : program.words()) {
                List<String> typed = new ArrayList<>(List.of(program.name()));
                Stream.of(word.path().split(" "))
                        .filter(part -> !part.isEmpty())
                        .forEach(typed::add);
                typed.add("--");
                assertThat(bash(code, typed))
                        .as("%s", typed)
                        .containsExactlyInAnyOrderElementsOf(program.flagsOf(word).stream()
                                .filter(Flag::hasName)
                                .map(flag -> "--" + flag.name())
                                .toList());
            }
        }
    }

    @Test
    public void everyWordThatTheLauncherShowsIsOffered() throws Exception {
        Path launcher = Path.of("../../karaf-assembly/distribution/src/main/bin/tocsin");
        List<String> shown = Pattern.compile("^ {4}tocsin ([a-z]+)", Pattern.MULTILINE)
                .matcher(Files.readString(launcher))
                .results()
                .map(result -> result.group(1))
                .toList();
        assertThat(shown).contains("run", "trigger", "sandbox").hasSizeGreaterThan(15);
        assertThat(bash("tocsin", "")).containsAll(shown);
        assertThat(bash("tocsin", "config", "")).containsExactlyInAnyOrder("check", "show");
        assertThat(bash("tocsin", "start", "--")).containsExactlyInAnyOrder("--set", "--help");
    }

    @Test
    public void zshCompletesThem() throws Exception {
        assumeTrue("there is a zsh", Files.exists(Path.of("/usr/bin/zsh")));
        String code = script.run("tocsin", "completion", "zsh").out();
        zsh(code, "tocsin queue pu", "purge");
        zsh(code, "tocsin trigger -e w", "warning");
        zsh(code, "tocsin lane show pd-2", "pd-222222222222");
        zsh(code, "pd-send --ev", "--event-type");
    }

    @Test
    public void theFilesOfTheDistributionAreLoadedByTheShellsThemselves() throws Exception {
        Path share = root.resolve("share");
        CompletionFiles.write(share);

        Path bash = share.resolve("bash-completion/completions");
        for (String program : List.of("tocsin", "pdagent", "pd-send", "pd-queue")) {
            assertThat(bash.resolve(program))
                    .hasContent(script.run("tocsin", "completion", "bash").out());
        }
        assumeTrue("there is a zsh", Files.exists(Path.of("/usr/bin/zsh")));
        String load = "fpath=(" + share.resolve("zsh/site-functions")
                + " $fpath); autoload -Uz compinit; compinit -u -d " + root.resolve("dump") + "\n";
        zsh(load, "tocsin queue pu", "purge");
        zsh(load, "pd-send --ev", "--event-type");
    }

    private List<String> bash(String... typed) throws Exception {
        return bash(script.run("tocsin", "completion", "bash").out(), List.of(typed));
    }

    /** What bash's own machinery makes of a line: the registered function, called as the shell calls it. */
    private List<String> bash(String code, List<String> typed) throws Exception {
        Path file = Files.writeString(root.resolve("completion.bash"), code);
        String words = typed.stream().map(word -> '\'' + word + '\'').collect(Collectors.joining(" "));
        Script.Result result = script.line(
                "",
                "bash -c '. \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); spec=$(complete -p \"$1\");"
                        + " spec=${spec#*-F }; ${spec%% *}; printf \"%s\\n\" \"${COMPREPLY[@]}\"' - '" + file + "' "
                        + words);
        assertThat(result.err()).as("%s", typed).isEmpty();
        return result.out().lines().filter(line -> !line.isEmpty()).toList();
    }

    /** Types a line and the tab key in a terminal of zsh's own, and reads until the expected stands there. */
    private void zsh(String code, String typed, String expected) throws Exception {
        Path file = Files.writeString(root.resolve("completion.zsh"), code);
        Script.Result result = script.line(
                "",
                "zsh -fc 'zmodload zsh/zpty; zpty z zsh -fi; zpty -w z \"PS1=; . " + file + "; echo rea\"\"dy\";"
                        + " zpty -r -m z all \"*ready*\"; zpty -w -n z \"" + typed + "\"$'\\''\\t'\\'';"
                        + " zpty -r -m z all \"*" + expected + "*\" && echo completed; zpty -d z'");
        assertThat(result.out()).as("%s, its tab key, and %s", typed, expected).contains("completed");
    }
}
