// SPDX-License-Identifier: Apache-2.0
package org.tocsin.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import javax.security.auth.Subject;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.ssh.KarafJaasAuthenticator;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command line that a client sent. Output and errors are on their way before the exit code is, and the connection is
 * the client's to close: a server that closes it first can make a client that is still writing lose all three.
 */
final class ScriptCommand implements Command {

    private static final Logger LOG = LoggerFactory.getLogger(ScriptCommand.class);

    private final SessionFactory sessions;
    private final String line;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private OutputStream err = OutputStream.nullOutputStream();
    private ExitCallback exit = (code, message, immediately) -> {};
    private @Nullable Thread runner;
    private volatile boolean abandoned;

    ScriptCommand(SessionFactory sessions, String line) {
        this.sessions = sessions;
        this.line = line;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public synchronized void start(ChannelSession channel, Environment environment) {
        Subject subject = channel.getServerSession().getAttribute(KarafJaasAuthenticator.SUBJECT_ATTRIBUTE_KEY);
        Map<String, String> variables = Map.copyOf(environment.getEnv());
        // one for each command, as Karaf has it: commands wait for each other, and who may give them is one person
        runner = new Thread(() -> run(subject, variables), "tocsin-shell-command");
        runner.setDaemon(true);
        runner.start();
    }

    /** The client is gone, or has all it wanted. */
    @Override
    public synchronized void destroy(ChannelSession channel) {
        abandoned = true;
        if (runner != null) {
            runner.interrupt();
        }
    }

    private void run(@Nullable Subject subject, Map<String, String> variables) {
        PrintStream printed = new PrintStream(out, false, UTF_8);
        PrintStream complained = new PrintStream(err, false, UTF_8);
        Execution execution = new Execution(sessions, variables, subject, () -> abandoned);
        int code = Execution.FAILED;
        try {
            code = execution.run(line, in, printed, complained);
        } catch (RuntimeException e) {
            LOG.error("TOCSIN-SHELL-002 a command of the shell could not be run", e);
            complained.println("Error executing command: " + e.getMessage());
        } finally {
            // these flush, too
            boolean outLost = printed.checkError();
            boolean errLost = complained.checkError();
            leave();
            if ((outLost || errLost) && !abandoned) {
                LOG.warn(
                        "TOCSIN-SHELL-001 a client of the shell did not take the output of its command: it gets exit 1");
                code = Execution.FAILED;
            }
            exit.onExit(code);
        }
    }

    /** From here on nobody interrupts: what is left is to tell the client. */
    private synchronized void leave() {
        runner = null;
        Thread.interrupted();
    }
}
