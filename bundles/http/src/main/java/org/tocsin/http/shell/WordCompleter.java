// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.shell;

import java.util.List;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.tocsin.cli.Agent;
import org.tocsin.cli.ShellWords;

/** Completes the name of a command, its flags, and their values: ids of lanes and routes, keys of events, states, files. */
final class WordCompleter implements Completer {

    private static final int NOT_MINE = -1;

    private final ShellWords words;
    private final String name;
    private final Agent agent;
    private final StringsCompleter names;

    /** @param scoped whether the name stands without its scope */
    WordCompleter(ShellWords words, String name, Agent agent, boolean scoped) {
        this.words = words;
        this.name = name;
        this.agent = agent;
        this.names = new StringsCompleter(scoped ? List.of(name) : List.of(name, WordCommand.SCOPE + ':' + name));
    }

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        int at = line.getCursorArgumentIndex();
        if (at == 0) {
            return names.complete(session, line, candidates);
        }
        List<String> typed = List.of(line.getArguments());
        if (!session.resolveCommand(typed.get(0)).equals(WordCommand.SCOPE + ':' + name)) {
            return NOT_MINE;
        }
        ShellWords.Place place = words.place(name, typed.subList(1, at), line.getCursorArgument(), agent);
        Completer values = place.file() ? new FileCompleter() : new StringsCompleter(place.words());
        return values.complete(session, line, candidates);
    }
}
