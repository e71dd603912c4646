// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.LaneStatus;

/** {@code tocsin:queue-status}: the sums, and a line for each lane. */
@Service
@Command(scope = "tocsin", name = "queue-status", description = "Shows how the queue stands")
public final class QueueStatus extends QueueAction {

    @Override
    public @Nullable Object execute() {
        ShellTable table = Cells.lanes();
        long waiting = 0;
        long delivered = 0;
        long dead = 0;
        long dropped = 0;
        int lanes = 0;
        for (LaneStatus lane : queue().status()) {
            lanes++;
            waiting += lane.waiting();
            delivered += lane.delivered();
            dead += lane.dead();
            dropped += lane.dropped();
            Cells.add(table, lane);
        }
        System.out.println(lanes + " lanes, " + waiting + " waiting, " + delivered + " delivered, " + dead
                + " dead letters, " + dropped + " dropped");
        table.print(System.out);
        return null;
    }
}
