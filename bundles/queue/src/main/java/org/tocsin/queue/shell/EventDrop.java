// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventReader;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueRefusedException;

/** {@code tocsin:event-drop}: takes events out for good. */
@Service
@Command(
        scope = "tocsin",
        name = "event-drop",
        description = "Takes events out: dead letters are gone, those that wait are listed as dropped")
public final class EventDrop extends QueueAction {

    @Argument(name = "EVENT", description = "Keys or order numbers", multiValued = true)
    @Completion(EventKeys.class)
    List<String> events = List.of();

    @Option(name = "--lane", description = "Instead of events: all of this lane that are in the state")
    @Completion(LaneIds.class)
    @Nullable
    String lane;

    @Option(name = "--state", description = "With --lane: dead or waiting")
    @Completion(
            value = StringsCompleter.class,
            values = {"dead", "waiting"})
    @Nullable
    String state;

    @Option(name = "--reason", description = "Why, for those who look later")
    String reason = "dropped by hand";

    @Override
    public @Nullable Object execute() throws Exception {
        if (events.isEmpty() == (lane == null)) {
            throw new IllegalArgumentException("say either events or --lane");
        }
        if (lane == null && state != null) {
            throw new IllegalArgumentException("--state: goes with --lane, leave it out");
        }
        System.out.println((lane == null ? dropEvents() : dropLane()) + " event(s) dropped.");
        return null;
    }

    private int dropEvents() throws QueueRefusedException {
        int count = 0;
        for (Map.Entry<Lane, Set<Long>> some : events(events).entrySet()) {
            count += await(control().drop(some.getKey(), some.getValue(), reason));
        }
        return count;
    }

    private int dropLane() throws QueueRefusedException {
        EventState dropped = state == null ? null : state(state);
        if (dropped != EventState.DEAD && dropped != EventState.WAITING) {
            throw new IllegalArgumentException("--state: must be dead or waiting, to drop all such events of the lane");
        }
        Lane chosen = lane(lane).lane();
        int[] count = {0};
        new EventReader(control()).parts(chosen, dropped, 0, part -> {
            Set<Long> orders = part.stream().map(EventRecord::order).collect(Collectors.toSet());
            count[0] += await(control().drop(chosen, orders, reason));
            return true;
        });
        return count[0];
    }
}
