// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;

/** {@code tocsin shell}, as a person, as cron and as a monitoring script call it. */
public class ShellTest {

    @Rule
    public final Agent agent = new Agent();

    @Test
    public void aCommandsOutputAndExitCodeComeThroughFromAnyEnvironment() {
        agent.start();

        assertThat(agent.tocsin("shell", "feature:list -i").out()).contains("tocsin-api");
        Call failing = agent.tocsin("shell", "tocsin:no-such-command");
        assertThat(failing.exit()).isEqualTo(1);
        assertThat(failing.out()).contains("Command not found");

        for (String input : List.of("</dev/null", "<&-", "</proc/version")) {
            Call bare = bare("shell feature:list -i " + input);
            assertThat(bare.exit()).as("%s %s", input, bare).isZero();
            assertThat(bare.out()).as(input).contains("tocsin-camel");
            assertThat(bare.err()).as(input).isEmpty();
        }
        for (int i = 0; i < 20; i++) {
            Call echo = bare("shell echo word");
            assertThat(echo).returns(0, Call::exit).returns("word\n", Call::out).returns("", Call::err);
            assertThat(echo.took()).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    public void withoutAnAgentATerminalOrSshThereIsOneClearLine() {
        assertThat(agent.tocsin("shell", "bundle:list"))
                .returns(1, Call::exit)
                .returns("tocsin: not running: start it with 'tocsin start'\n", Call::err);

        agent.start();
        assertThat(agent.tocsin("shell"))
                .returns(1, Call::exit)
                .returns(
                        "tocsin: there is no terminal: give a command, for example 'tocsin shell bundle:list'\n",
                        Call::err);

        Path nothing = agent.directory().resolve("nothing");
        agent.with("PATH", nothing.toString());
        assertThat(agent.tocsin("shell", "bundle:list"))
                .returns(1, Call::exit)
                .returns("tocsin: there is no ssh, which the shell needs: install an OpenSSH client\n", Call::err);
    }

    /** Under {@code env -i}, with only what tells this agent from others. */
    private Call bare(String arguments) {
        List<String> command = new ArrayList<>(
                List.of("env", "-i", "TOCSIN_DATA=" + agent.data(), "TOCSIN_ETC=" + agent.etc(), "/bin/sh", "-c"));
        command.add("'" + agent.distribution().file("bin/tocsin") + "' " + arguments);
        return agent.call(command);
    }
}
