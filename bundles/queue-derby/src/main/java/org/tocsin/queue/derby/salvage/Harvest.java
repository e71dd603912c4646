// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.queue.derby.format.DamagedException;
import org.tocsin.queue.derby.format.Envelope;
import org.tocsin.queue.derby.format.ExceptionRecord;
import org.tocsin.queue.derby.format.Kind;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Mark;
import org.tocsin.queue.derby.format.RecordReader;
import org.tocsin.queue.derby.format.StoreData;

/**
 * What was found in the files: of everything that was written more than once, the newest. Bodies stay where they are;
 * what is kept here is where to read them.
 */
final class Harvest {

    /** Which block. */
    record BlockKey(long segment, int block) {}

    /** Which row of an exception. */
    record PartKey(long order, int part) implements Comparable<PartKey> {
        @Override
        public int compareTo(PartKey other) {
            int byOrder = Long.compare(order, other.order);
            return byOrder != 0 ? byOrder : Integer.compare(part, other.part);
        }
    }

    /** A row of an exception. */
    record Part(int laneId, Mark mark, Place place) {}

    /** A lane as one commit left it. */
    record Lane(LaneData data, long stamp) {}

    private record Seal(long stamp, int checksum) {}

    private final Map<BlockKey, Place> blocks = new HashMap<>();
    private final NavigableMap<PartKey, Part> exceptions = new TreeMap<>();
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private final Map<Kind, Integer> read = new EnumMap<>(Kind.class);
    private final Set<Seal> undone = new HashSet<>();
    private @Nullable StoreData store;
    private long lastStamp;

    /** Takes a whole envelope, unless its transaction was rolled back. */
    void add(Path file, long at, ByteBuffer bytes, long stamp) {
        if (!undone.contains(seal(bytes, stamp))) {
            byte[] row = new byte[bytes.limit()];
            bytes.get(0, row);
            add(new Place(file, at, row.length, stamp), row);
        }
    }

    private void add(Place place, byte[] row) {
        Envelope envelope = Envelope.open(row);
        switch (envelope.kind()) {
            case BLOCK -> {
                RecordReader head = envelope.read();
                blocks.merge(new BlockKey(head.getLong(), head.getInt()), place, Harvest::newer);
            }
            case LANE -> know(LaneData.of(envelope), place.stamp());
            case EXCEPTION -> {
                ExceptionRecord part = ExceptionRecord.of(envelope);
                exceptions.merge(
                        new PartKey(part.piece().order(), part.piece().part()),
                        new Part(part.laneId(), part.mark(), place),
                        (old, other) -> other.place.stamp() > old.place.stamp() ? other : old);
            }
            case STORE -> know(StoreData.of(envelope));
            case INDEX -> {
                // is made anew from the blocks
            }
        }
        read.merge(envelope.kind(), 1, Integer::sum);
        lastStamp = Math.max(lastStamp, place.stamp());
    }

    /** A lane, from the files or from the memory of the one who had them open. */
    void know(LaneData lane, long stamp) {
        lanes.merge(lane.id(), new Lane(lane, stamp), (old, other) -> other.stamp > old.stamp ? other : old);
    }

    /** The store, likewise. */
    void know(StoreData found) {
        if (store == null || found.commits() > store.commits()) {
            store = found;
        }
        lastStamp = Math.max(lastStamp, found.commits());
    }

    /** The same bytes may stand on a page; they do not count, unless a later transaction committed just them. */
    void rolledBack(ByteBuffer bytes, long stamp) {
        undone.add(seal(bytes, stamp));
    }

    void committed(ByteBuffer bytes, long stamp) {
        undone.remove(seal(bytes, stamp));
    }

    Map<BlockKey, Place> blocks() {
        return blocks;
    }

    NavigableMap<PartKey, Part> exceptions() {
        return exceptions;
    }

    Map<Integer, Lane> lanes() {
        return lanes;
    }

    @Nullable
    StoreData store() {
        return store;
    }

    long lastStamp() {
        return lastStamp;
    }

    int read(Kind kind) {
        return read.getOrDefault(kind, 0);
    }

    private static Place newer(Place old, Place other) {
        return other.stamp() > old.stamp() ? other : old;
    }

    private static Seal seal(ByteBuffer bytes, long stamp) {
        if (bytes.limit() < Envelope.OVERHEAD) {
            throw new DamagedException("a record of " + bytes.limit() + " bytes");
        }
        return new Seal(stamp, bytes.getInt(bytes.limit() - Integer.BYTES));
    }
}
