// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.shell;

import java.util.List;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.tocsin.cli.ShellWords;
import org.tocsin.http.local.InnerAgent;

/** Brings the words into the container's shell, when it has one. */
@Component(
        service = {},
        immediate = true)
public final class ShellDoor {

    private final SessionFactory shell;
    private final List<WordCommand> commands;

    /** Opens it. */
    @Activate
    public ShellDoor(@Reference SessionFactory shell, @Reference InnerAgent agent) {
        this.shell = shell;
        ShellWords words = new ShellWords();
        this.commands = words.all().stream()
                .map(word -> new WordCommand(words, word, agent))
                .toList();
        commands.forEach(shell.getRegistry()::register);
    }

    @Deactivate
    void close() {
        commands.forEach(shell.getRegistry()::unregister);
    }
}
