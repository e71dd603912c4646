// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.util.List;
import java.util.Objects;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventQueue;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueControl;
import org.tocsin.api.QueueRefusedException;

/** Completes the keys of dead letters: those are what a person deals with. */
@Service
public final class EventKeys implements Completer {

    private static final int OF_A_LANE = 100;

    @Reference
    @Nullable
    EventQueue queue;

    @Reference
    @Nullable
    QueueControl control;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter keys = new StringsCompleter();
        for (LaneStatus lane : Objects.requireNonNull(queue).status()) {
            if (lane.dead() > 0) {
                deadLetters(lane)
                        .forEach(event -> keys.getStrings()
                                .add(Objects.requireNonNull(control).key(event.order())));
            }
        }
        return keys.complete(session, commandLine, candidates);
    }

    /** None when the store does not answer: whoever presses a key wants no error for it. */
    private List<EventRecord> deadLetters(LaneStatus lane) {
        try {
            return Objects.requireNonNull(control).list(new EventFilter(lane.lane(), EventState.DEAD, 0, OF_A_LANE));
        } catch (QueueRefusedException e) {
            return List.of();
        }
    }
}
