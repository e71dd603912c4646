// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.util.Set;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;

/** {@code tocsin:queue-retry}: puts dead letters back in their places. */
@Service
@Command(scope = "tocsin", name = "queue-retry", description = "Puts the dead letters of a lane back in their places")
public final class QueueRetry extends QueueAction {

    @Argument(name = "LANE", description = "The id of a lane, see tocsin:lane-list")
    @Completion(LaneIds.class)
    @Nullable
    String lane;

    @Option(name = "--all", description = "All lanes")
    boolean all;

    @Override
    public @Nullable Object execute() throws Exception {
        if (all == (lane != null)) {
            throw new IllegalArgumentException("say either a lane or --all");
        }
        int count = 0;
        for (Lane one : lanes(lane)) {
            count += await(control().retry(one, Set.of()));
        }
        System.out.println(count + " event(s) put back.");
        return null;
    }
}
