// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.util.List;
import java.util.SortedMap;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventReader;

/** {@code tocsin:event-list}: events in one state, of all chosen lanes in the order of their acceptance. */
@Service
@Command(scope = "tocsin", name = "event-list", description = "Lists dead letters, or events in another state")
public final class EventList extends QueueAction {

    private static final int MAX_LIMIT = 1_000;

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

    @Option(name = "--limit", description = "At most so many, 1 to " + MAX_LIMIT)
    int limit = 100;

    @Override
    public @Nullable Object execute() throws Exception {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("--limit: '" + limit + "' is none, use a number from 1 to " + MAX_LIMIT);
        }
        // one more than is asked for tells whether there are more
        SortedMap<Long, List<Object>> first = new EventReader(control())
                .first(lanes(lane), state(state), after(after), limit + 1, event -> Cells.of(control(), event));
        ShellTable table = Cells.events();
        first.values().stream().limit(limit).forEach(row -> table.addRow().addContent(row));
        table.print(System.out);
        if (first.size() > limit) {
            System.out.println(
                    "There are more: --after " + first.headMap(first.lastKey()).lastKey());
        }
        return null;
    }
}
