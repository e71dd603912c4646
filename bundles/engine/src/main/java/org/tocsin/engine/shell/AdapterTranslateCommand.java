// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Translation;

/** {@code tocsin:adapter-translate}: the dry run, which sends nothing. */
@Command(
        scope = "tocsin",
        name = "adapter-translate",
        description = "Shows the events that an adapter makes of what is in a file; sends nothing")
@Service
public final class AdapterTranslateCommand extends AdapterCommand {

    /** Set by the shell. */
    @Argument(index = 0, name = "ADAPTER", description = "The name of the adapter", required = true)
    @Completion(AdapterNames.class)
    String name = "";

    /** Set by the shell. */
    @Argument(index = 1, name = "FILE", description = "What the tool sends; read by the agent", required = true)
    @Completion(FileCompleter.class)
    String file = "";

    @Override
    public @Nullable Object execute() throws Exception {
        Body text = Body.of(Files.readAllBytes(Path.of(file)));
        Translation made = adapter(name).translate(new AdapterInput(text, null, null, Map.of()));
        for (Event event : made.events()) {
            System.out.printf(
                    "channel %s  lane %s  format %s%n%s%n",
                    event.lane().channel(),
                    event.lane().id(),
                    event.format(),
                    event.body().utf8().replace(event.lane().key(), "…"));
        }
        made.problems().forEach(problem -> System.out.printf("no event %d: %s%n", problem.index() + 1, problem.text()));
        if (made.events().isEmpty() && made.problems().isEmpty()) {
            System.out.println("No event is made of this");
        }
        return null;
    }
}
