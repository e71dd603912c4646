// SPDX-License-Identifier: Apache-2.0
package org.tocsin.shell;

import java.io.IOException;
import java.util.function.Supplier;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.ssh.ShellCommand;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.command.CommandFactory;
import org.jspecify.annotations.Nullable;

/** Takes the place of Karaf's factory of commands, and leaves to it what is no command line of the shell, such as scp. */
final class ScriptCommands implements CommandFactory {

    private final Supplier<@Nullable SessionFactory> sessions;
    private final CommandFactory original;
    private volatile boolean closed;

    ScriptCommands(Supplier<@Nullable SessionFactory> sessions, CommandFactory original) {
        this.sessions = sessions;
        this.original = original;
    }

    @Override
    public Command createCommand(ChannelSession channel, String line) throws IOException {
        Command theirs = original.createCommand(channel, line);
        SessionFactory factory = sessions.get();
        return closed || factory == null || !(theirs instanceof ShellCommand)
                ? theirs
                : new ScriptCommand(factory, line);
    }

    CommandFactory original() {
        return original;
    }

    /** From now on everything is Karaf's again. */
    void close() {
        closed = true;
    }
}
