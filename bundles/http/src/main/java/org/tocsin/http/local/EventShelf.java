// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventReader;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.QueueControl;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.cli.EventPage;
import org.tocsin.cli.EventQuery;
import org.tocsin.cli.EventView;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.RefusedException.Reason;

/** The events on the queue, to look at. */
final class EventShelf {

    private static final String NO_TEXT = "(not shown: it is no text; --with-key, or withKey=true, shows it)";

    private final Spine spine;
    private final LaneBook lanes;

    EventShelf(Spine spine, LaneBook lanes) {
        this.spine = spine;
        this.lanes = lanes;
    }

    static EventState state(EventQuery query) {
        return EventState.valueOf(query.state().toUpperCase(Locale.ROOT));
    }

    /** The order number after which a query begins. */
    long after(EventQuery query) throws QueueRefusedException, RefusedException {
        String after = query.after();
        if (after == null) {
            return 0;
        }
        // a number has a meaning in every store that this one was copied from, a key in one alone
        return after.matches(EventQuery.ORDER_PATTERN) ? Long.parseLong(after) : order("after", after);
    }

    /** Events of all chosen lanes in the order of their numbers, without their bodies. */
    EventPage list(EventQuery query) throws QueueRefusedException, RefusedException {
        EventState state = state(query);
        long after = after(query);
        QueueControl control = spine.control();
        if (query.newest()) {
            return new EventPage(
                    List.copyOf(new EventReader(control)
                            .last(
                                    lanes.with(state, query.lane()),
                                    state,
                                    after,
                                    query.limit(),
                                    record -> view(control, struck(record), null, null))
                            .values()),
                    null);
        }
        // one more than is asked for tells whether there are more
        List<EventView> events = List.copyOf(new EventReader(control)
                .first(
                        lanes.with(state, query.lane()),
                        state,
                        after,
                        query.limit() + 1,
                        record -> view(control, struck(record), null, null))
                .values());
        boolean more = events.size() > query.limit();
        List<EventView> shown = more ? events.subList(0, query.limit()) : events;
        return new EventPage(shown, more ? shown.get(shown.size() - 1).key() : null);
    }

    EventView show(String key, boolean withKey) throws QueueRefusedException, RefusedException {
        QueueControl control = spine.control();
        EventRecord record = find(key);
        byte[] bytes = record.event().body().toBytes();
        String text = Bytes.text(bytes);
        if (withKey) {
            return view(
                    control, record, text, text == null ? Base64.getEncoder().encodeToString(bytes) : null);
        }
        Redaction redaction = spine.redaction(record.event().lane());
        return view(control, struck(record), text == null ? NO_TEXT : redaction.of(text), null);
    }

    /** The other side's answer may quote the key. */
    private EventRecord struck(EventRecord record) {
        String answer = record.answer();
        return new EventRecord(
                record.order(),
                record.state(),
                record.event(),
                record.accepted(),
                record.attempts(),
                answer == null ? null : spine.redaction(record.event().lane()).of(answer),
                record.since());
    }

    /** The event of this key. */
    EventRecord find(String key) throws QueueRefusedException, RefusedException {
        return find("key", key);
    }

    EventRecord find(String field, String key) throws QueueRefusedException, RefusedException {
        Optional<EventRecord> found = spine.control().find(order(field, key));
        return found.orElseThrow(() -> unknown(field, key));
    }

    /** The order number in the key of an event, which need not be there any more. */
    long order(String field, String key) throws QueueRefusedException, RefusedException {
        if (key.matches(EventQuery.ORDER_PATTERN)) {
            throw new RefusedException(
                    Reason.UNKNOWN,
                    field + ": " + key + " is an order number, give the event's key: see 'tocsin event list'");
        }
        return spine.control().order(key).orElseThrow(() -> unknown(field, key));
    }

    private static RefusedException unknown(String field, String key) {
        String shown = key.matches("[0-9a-f]{32}") ? key : "this";
        return new RefusedException(
                Reason.UNKNOWN,
                field + ": no event is called " + shown + ", or it is no longer kept; see 'tocsin event list'");
    }

    private static EventView view(
            QueueControl control, EventRecord record, @Nullable String body, @Nullable String base64) {
        return new EventView(
                control.key(record.order()),
                record.order(),
                record.state().name(),
                record.event().lane().channel(),
                record.event().lane().id(),
                record.event().format(),
                record.event().action().name(),
                record.event().dedupKey(),
                record.accepted(),
                record.since(),
                record.attempts(),
                record.answer(),
                body,
                base64);
    }
}
