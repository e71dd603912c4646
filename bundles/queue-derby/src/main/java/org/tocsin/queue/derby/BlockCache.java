// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.queue.derby.Operation.Found;

/** The blocks that were read last: lanes that drain together share blocks. Bounded by what their events take. */
final class BlockCache {

    private static final int COST_OF_AN_EVENT = 160;

    private record Key(long segment, int block) {}

    private record Decoded(List<Found> events, long bytes) {}

    private final long most;
    private final Map<Key, Decoded> blocks = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    BlockCache(long most) {
        this.most = most;
    }

    @Nullable
    synchronized List<Found> get(long segment, int block) {
        Decoded found = blocks.get(new Key(segment, block));
        return found == null ? null : found.events;
    }

    synchronized void put(long segment, int block, List<Found> events) {
        long size = 0;
        for (Found event : events) {
            size += event.stored().event().body().size() + COST_OF_AN_EVENT;
        }
        if (size > most) {
            return;
        }
        Decoded before = blocks.put(new Key(segment, block), new Decoded(events, size));
        bytes += size - (before == null ? 0 : before.bytes);
        Iterator<Decoded> eldest = blocks.values().iterator();
        while (bytes > most && eldest.hasNext()) {
            bytes -= eldest.next().bytes;
            eldest.remove();
        }
    }

    synchronized void clear() {
        blocks.clear();
        bytes = 0;
    }
}
