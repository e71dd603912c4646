// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** What a client does when the connection is cut after the agent has kept the event, in each shell. */
@RunWith(Parameterized.class)
public final class RepeatTest {

    private static final String[] EVENT = {"-k", "K", "-t", "trigger", "-d", "x"};

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final String[] shell;
    private AgentServer server;
    private DroppingRelay relay;
    private Script script;

    public RepeatTest(String shell) {
        this.shell = shell.split(" ", -1);
    }

    @Parameters(name = "{0}")
    public static Collection<String> shells() throws IOException {
        return ScriptTest.shells();
    }

    @Before
    public void startAgentAndRelay() throws IOException {
        server = new AgentServer();
        relay = new DroppingRelay(server.address());
        server.listensAs = relay.port();
        script = new Script(folder.getRoot().toPath(), relay.address(), AgentServer.TOKEN, shell);
    }

    @After
    public void stopBoth() throws IOException {
        relay.close();
        server.close();
    }

    @Test
    public void anEventWhoseAnswerWasLostIsSentAgainAndKeptOnce() throws Exception {
        relay.toDrop.set(1);

        assertThat(script.run("pd-send", EVENT))
                .isEqualTo(new Script.Result(0, "Event processed. Incident Key: None\n", ""));

        assertThat(server.requests).hasValue(2);
        assertThat(server.agent.submitted).hasSize(1);
        assertThat(server.agent.submissions).singleElement().asString().matches("[0-9a-f]{32}");
    }

    @Test
    public void everyCallHasANameOfItsOwn() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(script.run("pd-send", EVENT).exit()).isZero();
        }

        assertThat(server.agent.submissions).hasSize(3);
        assertThat(server.agent.submitted).hasSize(3);
    }

    @Test
    public void aKeyFromAFileIsReadAgainForTheRepeat() throws Exception {
        Path key = Files.writeString(folder.getRoot().toPath().resolve("key"), "KEY-OF-FILE\n");
        // the first question is answered with a wish for the file, the second with the result, which is lost
        server.meanwhile = () -> relay.toDrop.set(server.requests.get() == 2 ? 1 : 0);

        assertThat(script.run("pd-send", "-k", "@" + key, "-t", "trigger", "-d", "x")
                        .exit())
                .isZero();

        assertThat(server.requests).hasValue(3);
        assertThat(server.agent.submitted).singleElement().asString().contains("KEY-OF-FILE");
    }

    @Test
    public void whenTheRepeatFailsTooItIsNotKnownWhetherTheEventWasKept() throws Exception {
        relay.toDrop.set(2);
        Script.Result lost = script.run("pd-send", EVENT);
        assertThat(lost.exit()).isEqualTo(1);
        assertThat(lost.err()).contains("was asked and did not answer").contains("is not known");

        relay.toDrop.set(1);
        relay.thenGone = true;
        Script.Result killed = script.run("pd-send", EVENT);
        assertThat(killed.exit()).isEqualTo(1);
        assertThat(killed.err())
                .as("that the agent is gone now tells nothing of the first try")
                .contains("is not known");
        assertThat(server.agent.submitted).hasSize(2);
    }

    @Test
    public void withoutCurlTheLocalJvmRepeatsAsWell() throws Exception {
        script.environment.put("PATH", script.toolsWithoutJavaAndCurl());
        // not the proof, the answer to the command
        server.meanwhile = () -> relay.toDrop.set(server.requests.get() == 1 ? 1 : 0);

        assertThat(script.run("pd-send", EVENT).exit()).isZero();

        assertThat(server.requests).hasValue(2);
        assertThat(server.agent.submitted).hasSize(1);
        assertThat(server.agent.submissions).singleElement().asString().matches("[0-9a-f]{32}");
    }
}
