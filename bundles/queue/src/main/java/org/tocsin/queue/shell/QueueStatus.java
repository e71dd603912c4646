// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.util.Objects;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventQueue;
import org.tocsin.api.LaneStatus;

/** {@code tocsin:queue-status}: a line for each lane; lanes by id, never by key. */
@Service
@Command(scope = "tocsin", name = "queue-status", description = "Shows how each lane of the queue stands")
public final class QueueStatus implements Action {

    @Reference
    @Nullable
    EventQueue queue;

    @Override
    public @Nullable Object execute() {
        ShellTable table = new ShellTable();
        table.column("Lane");
        table.column("State");
        table.column("Waiting").alignRight();
        table.column("Delivered").alignRight();
        table.column("Dead").alignRight();
        table.column("Oldest");
        table.column("Attempts").alignRight();
        table.column("Next try");
        table.column("Last error");
        table.emptyTableText("No lane has ever held an event");
        Objects.requireNonNull(queue).status().forEach(lane -> addRow(table, lane));
        table.print(System.out);
        return null;
    }

    private static void addRow(ShellTable table, LaneStatus lane) {
        table.addRow()
                .addContent(
                        lane.lane().id(),
                        lane.state(),
                        lane.waiting(),
                        lane.delivered(),
                        lane.dead(),
                        orEmpty(lane.oldestAccepted()),
                        lane.attempts(),
                        orEmpty(lane.nextTry()),
                        orEmpty(lane.lastError()));
    }

    private static Object orEmpty(@Nullable Object value) {
        return value == null ? "" : value;
    }
}
