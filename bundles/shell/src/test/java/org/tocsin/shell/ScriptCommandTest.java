// SPDX-License-Identifier: Apache-2.0
package org.tocsin.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.shell.support.ShellUtil;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.shell.Shell.Answer;

/** What a client gets, by a real SSH connection. */
public class ScriptCommandTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Rule
    public final Shell shell = new Shell();

    @Rule
    public final TemporaryFolder etc = new TemporaryFolder();

    @Before
    public void words() {
        word("say", session -> {
            // as Karaf's commands do: the shell gives each its own, with what is redirected
            System.out.println("word");
            return null;
        });
        word("fail", session -> {
            session.getConsole().println("before");
            throw new IllegalStateException("it does not work");
        });
        word("seven", session -> 7);
        word("user", session -> {
            session.getConsole().println(ShellUtil.getCurrentUserName() + " " + session.get("USER"));
            return null;
        });
    }

    @After
    public void noStartScripts() {
        System.clearProperty("karaf.etc");
        System.clearProperty("karaf.shell.init.script");
    }

    @Test
    public void outputErrorsAndExitCodeComeThrough() throws IOException {
        assertThat(shell.call("test:say")).isEqualTo(new Answer(0, "word\n", ""));
        assertThat(shell.call("test:say >&2")).isEqualTo(new Answer(0, "", "word\n"));
        assertThat(shell.call("test:say; test:seven")).isEqualTo(new Answer(7, "word\n", ""));
    }

    @Test
    public void whatFailedIsOneLineOnStandardErrorWithoutColours() throws IOException {
        assertThat(shell.call("test:fail"))
                .isEqualTo(new Answer(1, "before\n", "Error executing command: it does not work\n"));
        assertThat(shell.call("test:nothing")).isEqualTo(new Answer(1, "", "Command not found: test:nothing\n"));
    }

    @Test
    public void atATerminalItHasThem() throws IOException {
        Answer answer = shell.callFromTerminal("test:nothing");

        assertThat(answer).returns(1, Answer::exit).returns("", Answer::out);
        assertThat(answer.err()).contains("Command not found", "\u001B[");
    }

    @Test
    public void theConnectionIsTheClientsToClose() throws IOException {
        try (ClientSession session = shell.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(Shell.call(session.createExecChannel("test:say"))).isEqualTo(new Answer(0, "word\n", ""));
            }
            assertThat(session.isOpen()).isTrue();
        }
        await("the end of the connection").atMost(PATIENCE).until(() -> connections() == 0);
    }

    /** After the end of the output a client may close the channel, and a code that comes later is lost. */
    @Test
    public void theExitCodeComesBeforeTheEndOfTheOutput() throws IOException {
        CompletableFuture<Integer> known = new CompletableFuture<>();
        try (ClientSession session = shell.connect()) {
            ChannelExec channel = new ChannelExec("test:say; test:seven", null, Map.of()) {
                @Override
                public void handleEof() throws IOException {
                    known.complete(getExitStatus());
                    super.handleEof();
                }
            };
            session.getService(ConnectionService.class).registerChannel(channel);

            assertThat(Shell.call(channel)).isEqualTo(new Answer(7, "word\n", ""));
        }
        assertThat(known).isCompletedWithValue(7);
    }

    /** When this fails, this plugin has done its duty. */
    @Test
    public void karafClosesTheConnectionWhichIsWhyThisPluginIsThere() throws IOException {
        shell.server().setCommandFactory(shell.karafs());

        try (ClientSession session = shell.connect()) {
            Shell.call(session.createExecChannel("test:say"));
            await("the server to close the connection").atMost(PATIENCE).until(session::isClosed);
        }
    }

    @Test
    public void aConnectionThatItsClientForgetsEndsWithTheIdleTimeout() throws IOException {
        CoreModuleProperties.IDLE_TIMEOUT.set(shell.server(), Duration.ofMillis(500));

        try (ClientSession session = shell.connect()) {
            assertThat(Shell.call(session.createExecChannel("test:say")).exit()).isZero();
            await("the idle timeout").atMost(PATIENCE).until(session::isClosed);
        }
    }

    @Test
    public void aCommandIsInterruptedWhenItsClientGoes() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<String> end = new CompletableFuture<>();
        word("wait", session -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                end.complete("interrupted");
                throw e;
            }
            return null;
        });
        try (ClientSession session = shell.connect()) {
            ChannelExec channel = session.createExecChannel("test:wait");
            channel.open().verify(PATIENCE);
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            session.close(true);
        }

        assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
        await("the end of the plugin's threads").atMost(PATIENCE).until(() -> threads() == 0);
    }

    @Test
    public void outputThatIsLostIsNoSuccess() throws IOException {
        ScriptCommands ours = shell.ours();
        shell.server().setCommandFactory((channel, line) -> new BrokenOutput(ours.createCommand(channel, line)));

        assertThat(shell.call("test:say")).isEqualTo(new Answer(1, "", ""));
    }

    @Test
    public void aShellThatIsClosingSaysSo() throws IOException {
        shell.closeSessions();

        assertThat(shell.call("test:say"))
                .returns(1, Answer::exit)
                .returns("", Answer::out)
                .satisfies(answer -> assertThat(answer.err())
                        .startsWith("Error executing command: ")
                        .hasLineCount(1));
    }

    @Test
    public void aCommandRunsAsWhoeverHasLoggedIn() throws IOException {
        assertThat(shell.call("test:user")).isEqualTo(new Answer(0, Shell.USER + " tester\n", ""));
        assertThat(shell.call("test:user | cat")).isEqualTo(new Answer(0, Shell.USER + " tester\n", ""));
    }

    @Test
    public void theStartScriptsOfTheContainerRunFirst() throws IOException {
        Path scripts = Files.createDirectory(etc.getRoot().toPath().resolve("scripts"));
        Files.writeString(
                etc.getRoot().toPath().resolve("start.script"), "a = { test:say } ;\nb = { test:nothing } ;\n");
        Files.writeString(scripts.resolve("1.script"), "test:nothing");
        Files.writeString(scripts.resolve("2.script"), "b = { test:say } ;\n");
        System.setProperty("karaf.etc", etc.getRoot().toString());
        System.setProperty("karaf.shell.init.script", "start.script, scripts/*.script,none.script");

        assertThat(shell.call("a; b")).isEqualTo(new Answer(0, "word\nword\n", ""));
    }

    @Test
    public void whenItIsClosedCommandsAreKarafsAgain() throws IOException {
        ScriptCommands ours = shell.ours();
        shell.server().setCommandFactory(ours);
        ours.close();

        assertThat(shell.call("test:nothing").out()).contains("Command not found");
    }

    private void word(String name, Word.Work work) {
        shell.sessions().getRegistry().register(new Word(name, work));
    }

    private int connections() {
        return shell.server().getActiveSessions().stream()
                .filter(AbstractSession::isOpen)
                .toList()
                .size();
    }

    private static long threads() {
        Set<Thread> all = Thread.getAllStackTraces().keySet();
        return all.stream()
                .filter(thread -> thread.getName().startsWith("tocsin-shell"))
                .count();
    }

    /** A command whose client does not take what it prints. */
    private record BrokenOutput(Command command) implements Command {

        @Override
        public void setOutputStream(OutputStream out) {
            command.setOutputStream(new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    throw new IOException("nobody takes it");
                }
            });
        }

        @Override
        public void setInputStream(InputStream in) {
            command.setInputStream(in);
        }

        @Override
        public void setErrorStream(OutputStream err) {
            command.setErrorStream(err);
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            command.setExitCallback(callback);
        }

        @Override
        public void start(ChannelSession channel, Environment environment) throws IOException {
            command.start(channel, environment);
        }

        @Override
        public void destroy(ChannelSession channel) throws Exception {
            command.destroy(channel);
        }
    }
}
