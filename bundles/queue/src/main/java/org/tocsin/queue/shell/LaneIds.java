// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.util.List;
import java.util.Objects;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventQueue;

/** Completes the ids of lanes. */
@Service
public final class LaneIds implements Completer {

    @Reference
    @Nullable
    EventQueue queue;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter ids = new StringsCompleter(Objects.requireNonNull(queue).status().stream()
                .map(status -> status.lane().id())
                .toList());
        return ids.complete(session, commandLine, candidates);
    }
}
