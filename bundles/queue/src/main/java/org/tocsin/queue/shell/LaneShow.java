// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.LaneStatus;

/** {@code tocsin:lane-show}: all that is known of a lane, a line each. */
@Service
@Command(scope = "tocsin", name = "lane-show", description = "Shows how a lane stands")
public final class LaneShow extends QueueAction {

    @Argument(name = "LANE", description = "The id of a lane, see tocsin:lane-list", required = true)
    @Completion(LaneIds.class)
    @Nullable
    String lane;

    @Override
    public @Nullable Object execute() {
        LaneStatus status = lane(lane);
        line("lane", status.lane().id());
        line("channel", status.lane().channel());
        line("state", status.state());
        line("waiting", status.waiting());
        line("delivered", status.delivered());
        line("dead", status.dead());
        line("dropped", status.dropped());
        line("oldest", status.oldestAccepted());
        line("attempts", status.attempts());
        line("next try", status.nextTry());
        line("per minute", Cells.perMinute(status));
        line("drain", Cells.drain(status));
        line("last error", status.lastError());
        return null;
    }

    private static void line(String name, @Nullable Object value) {
        System.out.printf("%-10s  %s%n", name, Cells.orEmpty(value));
    }
}
