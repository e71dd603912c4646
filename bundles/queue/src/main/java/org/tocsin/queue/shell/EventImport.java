// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.SubmissionId;

/**
 * {@code tocsin:event-import}: puts exported events on the queue as new ones. The submission id is made of the old key as
 * at every other door, so an import that was broken off can be repeated within a day, by this door or another one, and
 * doubles nothing. A line that is wrong is left out and named; a line that the queue refuses is the last that is tried,
 * because what follows would overtake it.
 */
@Service
@Command(scope = "tocsin", name = "event-import", description = "Puts events from an exported file on the queue")
public final class EventImport extends QueueAction {

    /** So many refused lines are named. */
    private static final int NAMED = 1_000;

    @Reference
    @Nullable
    List<EventFormat> formats;

    @Argument(name = "FILE", description = "A file that tocsin:event-export wrote", required = true)
    @Completion(FileCompleter.class)
    String file = "";

    private final List<String> named = new ArrayList<>();
    private int accepted;
    private int refused;

    @Override
    public @Nullable Object execute() throws Exception {
        named.clear();
        accepted = 0;
        refused = 0;
        try (BufferedReader in = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            take(in);
        }
        System.out.println(accepted + " event(s) put on the queue.");
        named.forEach(System.err::println);
        if (refused > 0) {
            throw new IllegalArgumentException(refused + " line(s) refused"
                    + (refused > named.size() ? ", of which the first " + named.size() + " are named" : "")
                    + "; mend them and import the file again, what is on the queue is not doubled");
        }
        return null;
    }

    private void take(BufferedReader in) throws IOException {
        Formats known = new Formats(formats);
        int number = 1;
        try {
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                if (!text.isBlank()) {
                    take(known, text, number);
                }
                number++;
            }
        } catch (CharacterCodingException e) {
            refuse(number, "here or a little later the file is not UTF-8; nothing was tried from here on");
        } catch (QueueRefusedException e) {
            refuse(number, e.getMessage() + "; the lines behind it were not tried");
        }
    }

    private void take(Formats known, String text, int number) throws QueueRefusedException {
        try {
            EventLine line = EventLine.parse(text);
            Event event = known.read(line.channel(), line.body(), line.format(), laneKey(line.lane()));
            await(queue().accept(event, SubmissionId.ofImport(line.key())));
            accepted++;
        } catch (IllegalArgumentException e) {
            refuse(number, String.valueOf(e.getMessage()));
        }
    }

    private void refuse(int number, String why) {
        refused++;
        if (named.size() < NAMED) {
            named.add("line " + number + ": " + why);
        }
    }

    /** Texts of some formats do not hold the key of their lane; a lane that is here knows it. */
    private @Nullable String laneKey(String id) {
        return queue().status().stream()
                .map(LaneStatus::lane)
                .filter(lane -> lane.id().equals(id))
                .map(Lane::key)
                .findFirst()
                .orElse(null);
    }
}
