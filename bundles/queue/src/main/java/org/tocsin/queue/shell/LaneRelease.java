// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;

/** {@code tocsin:lane-release}: lets a lane send again. */
@Service
@Command(scope = "tocsin", name = "lane-release", description = "Lets a lane that is held send again")
public final class LaneRelease extends QueueAction {

    @Argument(name = "LANE", description = "The id of a lane, see tocsin:lane-list", required = true)
    @Completion(LaneIds.class)
    @Nullable
    String lane;

    @Override
    public @Nullable Object execute() throws Exception {
        Lane chosen = lane(lane).lane();
        await(control().hold(chosen, false));
        System.out.println(chosen.id() + " is released.");
        return null;
    }
}
