// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;

/** {@code tocsin:lane-list}: a line for each lane; lanes by id, never by key. */
@Service
@Command(scope = "tocsin", name = "lane-list", description = "Shows how each lane stands")
public final class LaneList extends QueueAction {

    @Override
    public @Nullable Object execute() {
        ShellTable table = Cells.lanes();
        queue().status().forEach(lane -> Cells.add(table, lane));
        table.print(System.out);
        return null;
    }
}
