// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.shell;

import java.util.List;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Parser;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.Agent;
import org.tocsin.cli.Answer;
import org.tocsin.cli.ShellWords;

/** A word of the command line, {@code event list}, as a command of the shell, {@code tocsin:event-list}. */
final class WordCommand implements Command {

    static final String SCOPE = "tocsin";

    private final ShellWords words;
    private final ShellWords.Entry word;
    private final Agent agent;

    WordCommand(ShellWords words, ShellWords.Entry word, Agent agent) {
        this.words = words;
        this.word = word;
        this.agent = agent;
    }

    /** What fails is one line for the caller; what only tells, such as a degraded status, is an exit code. */
    @Override
    public @Nullable Object execute(Session session, List<Object> arguments) throws Exception {
        // the shell gives each command its own, with what is redirected
        Answer.Done done = words.run(
                word.name(),
                arguments.stream().map(String::valueOf).toList(),
                agent,
                System.in,
                System.out,
                System.err);
        System.out.print(done.out());
        String told = done.err().strip();
        if (done.exit() != 0 && !told.isEmpty()) {
            throw new CommandException(told, told);
        }
        System.err.print(done.err());
        // a person at a terminal would see a number printed
        return done.exit() == 0 || session.getTerminal() != null ? null : done.exit();
    }

    @Override
    public String getScope() {
        return SCOPE;
    }

    @Override
    public String getName() {
        return word.name();
    }

    @Override
    public String getDescription() {
        return word.purpose();
    }

    @Override
    public Completer getCompleter(boolean scoped) {
        return new WordCompleter(words, word.name(), agent, scoped);
    }

    @Override
    public @Nullable Parser getParser() {
        return null;
    }
}
