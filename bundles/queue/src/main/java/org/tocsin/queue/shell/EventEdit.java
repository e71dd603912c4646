// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventRecord;

/** {@code tocsin:event-edit}: another text in the place of a dead letter's, which stays one until it is
 * retried, at once or later. */
@Service
@Command(scope = "tocsin", name = "event-edit", description = "Puts another text in the place of a dead letter's")
public final class EventEdit extends QueueAction {

    @Reference
    @Nullable
    List<EventFormat> formats;

    @Argument(index = 0, name = "EVENT", description = "The key or the order number of a dead letter", required = true)
    @Completion(EventKeys.class)
    String event = "";

    @Argument(index = 1, name = "FILE", description = "A file with the new text", required = true)
    @Completion(FileCompleter.class)
    String file = "";

    @Option(name = "--retry", description = "Send it again at once, in its old place")
    boolean retry;

    @Override
    public @Nullable Object execute() throws Exception {
        EventRecord old = event(event);
        Body text = Body.of(Files.readAllBytes(Path.of(file)));
        Event edited = new Formats(formats)
                .read(
                        old.event().lane().channel(),
                        text,
                        old.event().format(),
                        old.event().lane().key());
        int count = await(control().edit(old.order(), edited));
        if (count == 0) {
            throw new IllegalArgumentException(event + " is no dead letter, it is " + old.state());
        }
        if (retry) {
            await(control().retry(old.event().lane(), Set.of(old.order())));
            System.out.println("Edited and put back.");
            return null;
        }
        System.out.println("Edited. tocsin:event-retry " + control().key(old.order()) + " sends it.");
        return null;
    }
}
