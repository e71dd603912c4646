// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventQueue;

/** {@code tocsin:queue-retry}: puts dead letters back in their places. */
@Service
@Command(scope = "tocsin", name = "queue-retry", description = "Puts the dead letters of a lane back in their places")
public final class QueueRetry implements Action {

    private static final long BOUND_SECONDS = 30;

    @Reference
    @Nullable
    EventQueue queue;

    @Argument(name = "LANE", description = "The id of a lane, see tocsin:queue-status")
    @Completion(LaneIds.class)
    @Nullable
    String lane;

    @Option(name = "--all", description = "All lanes")
    boolean all;

    @Override
    public @Nullable Object execute() throws Exception {
        EventQueue there = Objects.requireNonNull(queue);
        if (all == (lane != null)) {
            throw new IllegalArgumentException("say either a lane or --all");
        }
        if (!all
                && there.status().stream()
                        .noneMatch(status -> status.lane().id().equals(lane))) {
            throw new IllegalArgumentException("no lane has the id " + lane + ", see tocsin:queue-status");
        }
        int count = there.retry(any -> all || any.id().equals(lane))
                .toCompletableFuture()
                .get(BOUND_SECONDS, TimeUnit.SECONDS);
        System.out.println(count + " event(s) put back.");
        return null;
    }
}
