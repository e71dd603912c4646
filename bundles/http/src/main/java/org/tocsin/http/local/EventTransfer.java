// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventReader;
import org.tocsin.api.EventState;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueControl;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.SubmissionId;
import org.tocsin.cli.EventQuery;
import org.tocsin.cli.ExportPage;
import org.tocsin.cli.Imported;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.RefusedException.Reason;

/** Events on their way to another queue, and back. */
final class EventTransfer {

    private static final String KEY_PATTERN = "[0-9a-f]{32}";
    private static final int PART_CHARACTERS = 1 << 20;

    private final Spine spine;
    private final LaneBook lanes;
    private final EventShelf shelf;

    EventTransfer(Spine spine, LaneBook lanes, EventShelf shelf) {
        this.spine = spine;
        this.lanes = lanes;
        this.shelf = shelf;
    }

    /** @param from the hash in a lane's id, a colon, and an order number; or the key of an event */
    ExportPage export(EventQuery query, @Nullable String from) throws QueueRefusedException, RefusedException {
        EventState state = EventShelf.state(query);
        long floor = shelf.after(query);
        List<Lane> chosen = lanes.with(state, query.lane());
        if (chosen.isEmpty()) {
            return new ExportPage("", 0, null);
        }
        String begin = from == null ? place(chosen.get(0), 0) : from;
        String[] parts = (begin.matches(KEY_PATTERN) ? behind(begin, query, chosen.get(0)) : begin).split(":", -1);
        if (parts.length != 2 || !parts[1].matches(EventQuery.ORDER_PATTERN)) {
            throw new RefusedException(Reason.INVALID, "from: is no place in an export, begin anew");
        }
        String id = lanes.idOf(parts[0]);
        long after = Long.parseLong(parts[1]);
        List<Lane> left =
                chosen.stream().filter(lane -> lane.id().compareTo(id) >= 0).toList();
        return export(left, state, lane -> Math.max(floor, lane.id().equals(id) ? after : 0), query.limit());
    }

    /** The place behind an event, which may be gone when its lane is known without it. */
    private String behind(String key, EventQuery query, Lane only) throws QueueRefusedException, RefusedException {
        return query.lane() == null
                ? place(shelf.find("from", key).event().lane(), shelf.order("from", key))
                : place(only, shelf.order("from", key));
    }

    private ExportPage export(List<Lane> chosen, EventState state, ToLongFunction<Lane> after, int limit)
            throws QueueRefusedException {
        QueueControl control = spine.control();
        EventReader reader = new EventReader(control);
        StringBuilder lines = new StringBuilder();
        int[] count = {0};
        String[] next = {null};
        for (Lane lane : chosen) {
            String beside = spine.keyOutsideOfTexts(lane);
            reader.each(lane, state, after.applyAsLong(lane), record -> {
                if (count[0] == limit || lines.length() >= PART_CHARACTERS) {
                    next[0] = place(lane, record.order() - 1);
                    return false;
                }
                lines.append(ExportLine.of(record, control.key(record.order()), beside))
                        .append('\n');
                count[0]++;
                return true;
            });
            if (next[0] != null) {
                break;
            }
        }
        return new ExportPage(lines.toString(), count[0], next[0]);
    }

    private static String place(Lane lane, long after) {
        return LaneBook.hash(lane.id()) + ':' + after;
    }

    Imported accept(String lines, int firstLine) throws QueueRefusedException {
        LineIntake intake = new LineIntake(spine);
        int number = firstLine;
        for (String line : lines.lines().toList()) {
            if (!line.isBlank()) {
                intake.add(number, () -> read(line));
            }
            number++;
        }
        List<Imported.BadLine> refused = new ArrayList<>();
        int accepted = 0;
        for (LineIntake.Line line : intake.results()) {
            Exception problem = line.problem();
            if (problem == null) {
                accepted++;
            } else {
                refused.add(new Imported.BadLine(line.number(), String.valueOf(problem.getMessage())));
            }
        }
        return new Imported(accepted, refused, intake.stoppedAt());
    }

    /** A channel that is missing concerns its own lines alone. */
    private EventFormat format(String channel) throws InvalidEventException {
        try {
            return spine.format(channel);
        } catch (QueueRefusedException e) {
            throw new InvalidEventException(
                    "channel", "'" + channel + "' is not there, install its plugin and import this line again");
        }
    }

    private LineIntake.Submitted read(String line) throws InvalidEventException {
        ExportLine read = ExportLine.read(line);
        Event event = format(read.channel()).read(read.body(), read.format(), read.laneKey());
        return new LineIntake.Submitted(event, SubmissionId.ofImport(read.key()));
    }
}
