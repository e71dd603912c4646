// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.format;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoredEvent;

/**
 * An event that its lane's cursor does not speak for, or a part of one. Only the first part tells how it stands; the
 * others have the mark as it was when they were written, and no answer.
 *
 * @param laneId the lane's id
 * @param mark how it stands
 * @param edited whether its body is another one than was accepted
 * @param attempts how many attempts it took
 * @param answer the other side's answer, or why it was dropped
 * @param since when it came into this state, in milliseconds since 1970; 0 where that is not known
 * @param piece the event
 */
public record ExceptionRecord(
        int laneId,
        Lane lane,
        Mark mark,
        boolean edited,
        int attempts,
        @Nullable String answer,
        long since,
        Piece piece) {

    /** The longest answer, in characters. */
    public static final int MAX_ANSWER = 4_000;

    /** The column {@code kind} of all parts but the first. */
    public static final String LATER_PART = "+";

    private static final int FIXED = 64;

    /** All but the event. */
    public record Standing(
            Mark mark,
            boolean edited,
            int attempts,
            @Nullable String answer,
            long since) {
        /** Cuts an answer that is too long. */
        public Standing {
            if (answer != null && answer.length() > MAX_ANSWER) {
                answer = answer.substring(0, MAX_ANSWER);
            }
        }
    }

    /** All but the event. */
    public Standing standing() {
        return new Standing(mark, edited, attempts, answer, since);
    }

    /** The bytes of its rows, part by part. */
    public static List<byte[]> seal(long stamp, int laneId, StoredEvent stored, Standing standing) {
        String answer = standing.answer;
        int room = Envelope.MAX_PAYLOAD
                - FIXED
                - Piece.roomFor(stored.event())
                - 3
                        * (stored.event().lane().channel().length()
                                + stored.event().lane().key().length())
                - 3 * (answer == null ? 0 : answer.length());
        byte[] body = stored.event().body().toBytes();
        int parts = Math.max(1, (body.length + room - 1) / room);
        List<byte[]> rows = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            int length = Math.min(room, body.length - part * room);
            RecordWriter payload = new RecordWriter(length + 512);
            LaneData.put(payload, laneId, stored.event().lane());
            payload.write(standing.mark.code());
            payload.write(standing.edited ? 1 : 0);
            payload.putInt(standing.attempts);
            payload.putText(part == 0 ? answer : null);
            payload.putLong(standing.since);
            Piece.put(payload, stored, part, parts, body, part * room, length);
            rows.add(Envelope.seal(Kind.EXCEPTION, stamp, payload));
        }
        return rows;
    }

    /** What an envelope of kind {@link Kind#EXCEPTION} holds. */
    public static ExceptionRecord of(Envelope envelope) {
        RecordReader from = envelope.read();
        return new ExceptionRecord(
                from.getInt(),
                LaneData.lane(from),
                Mark.of(from.getByte()),
                from.getByte() != 0,
                from.getInt(),
                from.getTextOrNull(),
                from.getLong(),
                Piece.read(from));
    }
}
