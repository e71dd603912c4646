// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;

/** {@code tocsin:event-retry}: puts some dead letters back in their places. */
@Service
@Command(scope = "tocsin", name = "event-retry", description = "Puts dead letters back in their places")
public final class EventRetry extends QueueAction {

    @Argument(name = "EVENT", description = "Keys or order numbers", required = true, multiValued = true)
    @Completion(EventKeys.class)
    List<String> events = List.of();

    @Override
    public @Nullable Object execute() throws Exception {
        int count = 0;
        for (Map.Entry<Lane, Set<Long>> some : events(events).entrySet()) {
            count += await(control().retry(some.getKey(), some.getValue()));
        }
        System.out.println(count + " event(s) put back.");
        return null;
    }
}
