// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.shell;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventRecord;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueControl;

/** Lanes and events as rows. Nothing of a key of a lane, and nothing of a body, is in them. */
final class Cells {

    private Cells() {}

    static ShellTable lanes() {
        ShellTable table = new ShellTable();
        table.column("LANE");
        table.column("STATE");
        table.column("WAITING").alignRight();
        table.column("DELIVERED").alignRight();
        table.column("DEAD").alignRight();
        table.column("DROPPED").alignRight();
        table.column("OLDEST");
        table.column("NEXT TRY");
        table.column("PER MIN").alignRight();
        table.column("DRAIN").alignRight();
        table.column("LAST ERROR");
        table.emptyTableText("No lane has ever held an event");
        return table;
    }

    static void add(ShellTable table, LaneStatus lane) {
        table.addRow()
                .addContent(
                        lane.lane().id(),
                        lane.state(),
                        lane.waiting(),
                        lane.delivered(),
                        lane.dead(),
                        lane.dropped(),
                        orEmpty(lane.oldestAccepted()),
                        orEmpty(lane.nextTry()),
                        perMinute(lane),
                        drain(lane),
                        orEmpty(lane.lastError()));
    }

    static ShellTable events() {
        ShellTable table = new ShellTable();
        table.column("KEY");
        table.column("ORDER").alignRight();
        table.column("STATE");
        table.column("LANE");
        table.column("ACCEPTED");
        table.column("ATTEMPTS").alignRight();
        table.column("SUMMARY/ANSWER");
        table.emptyTableText("No events");
        return table;
    }

    /** The cells of an event. */
    static List<Object> of(QueueControl control, EventRecord event) {
        return List.of(
                control.key(event.order()),
                event.order(),
                event.state(),
                event.event().lane().id(),
                event.accepted(),
                event.attempts(),
                summary(event));
    }

    static String perMinute(LaneStatus lane) {
        return lane.perMinute() == 0 ? "" : Long.toString(Math.round(lane.perMinute()));
    }

    static String drain(LaneStatus lane) {
        Duration drain = lane.drain();
        return drain == null ? "" : drain.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static Object orEmpty(@Nullable Object value) {
        return value == null ? "" : value;
    }

    private static String summary(EventRecord event) {
        String answer = event.answer();
        if (answer != null && !answer.isEmpty()) {
            return answer;
        }
        String dedupKey = event.event().dedupKey();
        String size = event.event().format() + ", " + event.event().body();
        return dedupKey == null ? size : size + ", dedup key " + dedupKey;
    }
}
