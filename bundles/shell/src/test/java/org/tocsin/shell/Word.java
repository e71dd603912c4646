// SPDX-License-Identifier: Apache-2.0
package org.tocsin.shell;

import java.util.List;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Parser;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** A command of a test: {@code test:name}. */
record Word(String name, Work work) implements Command {

    /** What it does; the result is the command's. */
    interface Work {
        @Nullable
        Object of(Session session) throws Exception;
    }

    @Override
    public @Nullable Object execute(Session session, List<Object> arguments) throws Exception {
        return work.of(session);
    }

    @Override
    public String getScope() {
        return "test";
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getDescription() {
        return name;
    }

    @Override
    public @Nullable Completer getCompleter(boolean scoped) {
        return null;
    }

    @Override
    public @Nullable Parser getParser() {
        return null;
    }
}
