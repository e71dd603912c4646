// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventReader;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueRefusedException;

/** {@code tocsin:event-export}: events with their texts, a line each, in a file that nobody else can read. */
@Service
@Command(
        scope = "tocsin",
        name = "event-export",
        description = "Writes dead letters, or events in another state, to a file that only its owner can read")
public final class EventExport extends QueueAction {

    @Argument(name = "FILE", description = "The file, which must not be there", required = true)
    @Completion(FileCompleter.class)
    String file = "";

    @Option(name = "--lane", description = "The id of a lane; all when not given")
    @Completion(LaneIds.class)
    @Nullable
    String lane;

    @Option(name = "--state", description = "waiting, delivered, dead or dropped")
    @Completion(
            value = StringsCompleter.class,
            values = {"waiting", "delivered", "dead", "dropped"})
    String state = "dead";

    @Option(name = "--after", description = "Only events accepted after this one: an order number or a key")
    @Nullable
    String after;

    @Override
    public @Nullable Object execute() throws Exception {
        List<Lane> lanes = lanes(lane);
        EventState chosen = state(state);
        long begin = after(after);
        Path path = Path.of(file);
        create(path);
        int count = 0;
        try (BufferedWriter out = Files.newBufferedWriter(path, StandardCharsets.UTF_8)) {
            for (Lane one : lanes) {
                count += write(one, chosen, begin, out);
            }
        }
        System.out.println(count + " event(s) written to " + path + ".");
        return null;
    }

    private int write(Lane one, EventState chosen, long begin, BufferedWriter out)
            throws IOException, QueueRefusedException {
        int[] count = {0};
        try {
            new EventReader(control()).each(one, chosen, begin, event -> {
                write(event, out);
                count[0]++;
                return true;
            });
        } catch (UncheckedIOException e) {
            throw new IOException(file + ": cannot be written: " + e.getMessage(), e);
        }
        return count[0];
    }

    private void write(EventRecord event, BufferedWriter out) {
        try {
            out.write(EventLine.of(control().key(event.order()), event));
            out.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void create(Path path) throws IOException {
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(path + " is there already, name another file", e);
        }
    }
}
