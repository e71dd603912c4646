// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventAction;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoredEvent;

/**
 * An event as a row holds it, or one of several parts of it: each part has all but the whole body.
 *
 * @param order its order number
 * @param accepted when it was accepted, in milliseconds since 1970
 * @param action what it does to the incident of its dedup key
 * @param format the shape of its body
 * @param dedupKey its dedup key
 * @param size of the whole body, in bytes
 * @param part which part, from 0
 * @param parts how many there are
 * @param body the body of this part
 */
// the bytes are shared, not copied: these are rows on their way, compared by nobody
@SuppressWarnings("ArrayRecordComponent")
public record Piece(
        long order,
        long accepted,
        EventAction action,
        String format,
        @Nullable String dedupKey,
        int size,
        int part,
        int parts,
        byte[] body) {

    /** What the rows say; never changed, only added to. */
    private static final EventAction[] ACTIONS = {
        EventAction.TRIGGER, EventAction.ACKNOWLEDGE, EventAction.RESOLVE, EventAction.OTHER
    };

    /** How many bytes an event takes beside its body, at most. */
    static int roomFor(Event event) {
        String dedupKey = event.dedupKey();
        return 3 * (event.format().length() + (dedupKey == null ? 0 : dedupKey.length())) + 40;
    }

    /** Writes a whole event without copying its body first. */
    static void put(RecordWriter to, StoredEvent stored) {
        Body body = stored.event().body();
        putHead(to, stored, 0, 1);
        to.putInt(body.size());
        to.put(body);
    }

    /** Writes one part of an event. */
    static void put(RecordWriter to, StoredEvent stored, int part, int parts, byte[] body, int from, int length) {
        putHead(to, stored, part, parts);
        to.putInt(length);
        to.write(body, from, length);
    }

    private static void putHead(RecordWriter to, StoredEvent stored, int part, int parts) {
        Event event = stored.event();
        to.putLong(stored.order());
        to.putLong(stored.accepted().toEpochMilli());
        to.write(code(event.action()));
        to.putText(event.format());
        to.putText(event.dedupKey());
        to.putInt(event.body().size());
        to.putShort(part);
        to.putShort(parts);
    }

    private static int code(EventAction action) {
        return switch (action) {
            case TRIGGER -> 0;
            case ACKNOWLEDGE -> 1;
            case RESOLVE -> 2;
            case OTHER -> 3;
        };
    }

    static Piece read(RecordReader from) {
        long order = from.getLong();
        long accepted = from.getLong();
        int action = from.getByte();
        if (action >= ACTIONS.length) {
            throw new DamagedException("event " + order + " has an unknown action " + action);
        }
        return new Piece(
                order,
                accepted,
                ACTIONS[action],
                from.getText(),
                from.getTextOrNull(),
                from.getCount(),
                from.getShort(),
                from.getShort(),
                from.getBytes(from.getCount()));
    }

    /**
     * Puts an event together.
     *
     * @param parts all of them, in order
     * @throws DamagedException when one is missing
     */
    public static StoredEvent join(Lane lane, List<Piece> parts) {
        Piece first = parts.get(0);
        byte[] body = first.body;
        if (first.parts != 1) {
            body = Arrays.copyOf(first.body, first.size);
            int at = first.body.length;
            for (Piece next : parts.subList(1, parts.size())) {
                if (next.order != first.order || next.body.length > body.length - at) {
                    throw new DamagedException("event " + first.order + " has a part that is not its own");
                }
                System.arraycopy(next.body, 0, body, at, next.body.length);
                at += next.body.length;
            }
            if (at != first.size || parts.size() != first.parts) {
                throw new DamagedException(
                        "event " + first.order + " has " + parts.size() + " of " + first.parts + " parts");
            }
        }
        Event event = new Event(lane, first.format, Body.of(body), first.dedupKey, first.action);
        return new StoredEvent(first.order, event, Instant.ofEpochMilli(first.accepted));
    }
}
