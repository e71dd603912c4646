// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.format.DamagedException;
import org.tocsin.queue.derby.format.Envelope;
import org.tocsin.queue.derby.format.ExceptionRecord;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Mark;
import org.tocsin.queue.derby.format.Piece;

/**
 * The exceptions that count. A row that was deleted can still be found, in the log and on pages that are bad, so the
 * lane's record decides what is there: it counts the exceptions of each kind, and it names the one that was delivered
 * last, before which all were delivered that waited then.
 */
final class Exceptions {

    private final NavigableMap<Long, List<Place>> rows = new TreeMap<>();
    private final Map<Long, Harvest.Part> heads = new TreeMap<>();

    Exceptions(Harvest harvest) {
        harvest.exceptions().forEach((key, part) -> {
            if (key.part() == 0 && isThere(key.order(), part, harvest.lanes().get(part.laneId()))) {
                heads.put(key.order(), part);
            }
        });
        harvest.exceptions().forEach((key, part) -> {
            if (heads.containsKey(key.order())) {
                rows.computeIfAbsent(key.order(), order -> new ArrayList<>()).add(part.place());
            }
        });
    }

    /** What is said of that event; null when its lane's cursor tells. */
    @Nullable
    Mark mark(long order) {
        Harvest.Part head = heads.get(order);
        return head == null ? null : head.mark();
    }

    Map<Long, Harvest.Part> heads() {
        return heads;
    }

    /** How it stands, without its event. */
    ExceptionRecord head(long order, Sources sources) throws IOException {
        return ExceptionRecord.of(sources.read(first(order)));
    }

    /** The event with its body, when all its parts are there. */
    Optional<StoredEvent> event(long order, Sources sources) throws IOException {
        ExceptionRecord head = head(order, sources);
        List<Piece> pieces = new ArrayList<>();
        for (Place place : rows.getOrDefault(order, List.of())) {
            Envelope envelope = sources.read(place);
            if (pieces.size() < head.piece().parts()) {
                pieces.add(ExceptionRecord.of(envelope).piece());
            }
        }
        try {
            return Optional.of(Piece.join(head.lane(), pieces));
        } catch (DamagedException e) {
            return Optional.empty();
        }
    }

    private Place first(long order) {
        Harvest.Part head = heads.get(order);
        if (head == null) {
            throw new IllegalArgumentException("no exception " + order);
        }
        return head.place();
    }

    private static boolean isThere(long order, Harvest.Part part, Harvest.@Nullable Lane lane) {
        if (lane == null || part.place().stamp() > lane.stamp()) {
            return true;
        }
        LaneData counted = lane.data();
        return switch (part.mark()) {
            case REQUEUED, PARKED ->
                counted.putBack() > 0
                        && (order > counted.drainedTo() || part.place().stamp() >= counted.drainedAt());
            case DEAD -> counted.dead() > 0;
            case DROPPED -> counted.dropped() > 0;
            case SENT, GONE -> true;
        };
    }
}
