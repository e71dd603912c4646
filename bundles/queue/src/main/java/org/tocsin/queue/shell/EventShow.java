// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventRecord;

/** {@code tocsin:event-show}: all that is known of an event; its text, which may hold the lane's key, when asked for. */
@Service
@Command(scope = "tocsin", name = "event-show", description = "Shows an event and what became of it")
public final class EventShow extends QueueAction {

    @Argument(name = "EVENT", description = "The key or the order number of an event", required = true)
    @Completion(EventKeys.class)
    String event = "";

    @Option(name = "--body", description = "With the text of the event, which may hold secrets")
    boolean body;

    @Override
    public @Nullable Object execute() throws Exception {
        EventRecord record = event(event);
        line("key", control().key(record.order()));
        line("order", record.order());
        line("state", record.state());
        line("since", record.since());
        line("lane", record.event().lane().id());
        line("channel", record.event().lane().channel());
        line("format", record.event().format());
        line("action", record.event().action());
        line("dedup key", record.event().dedupKey());
        line("accepted", record.accepted());
        line("attempts", record.attempts());
        line("answer", record.answer());
        line("size", record.event().body());
        if (body) {
            System.out.println();
            System.out.println(record.event().body().utf8());
        }
        return null;
    }

    private static void line(String name, @Nullable Object value) {
        System.out.printf("%-9s  %s%n", name, Cells.orEmpty(value));
    }
}
