// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;

/** {@code tocsin:lane-hold}: keeps a lane from sending. */
@Service
@Command(scope = "tocsin", name = "lane-hold", description = "Keeps a lane from sending; it takes events all the same")
public final class LaneHold extends QueueAction {

    @Argument(name = "LANE", description = "The id of a lane, see tocsin:lane-list", required = true)
    @Completion(LaneIds.class)
    @Nullable
    String lane;

    @Override
    public @Nullable Object execute() throws Exception {
        Lane chosen = lane(lane).lane();
        await(control().hold(chosen, true));
        System.out.println(chosen.id() + " is held.");
        return null;
    }
}
