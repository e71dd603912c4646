// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.queue.derby.format.BlockRecord;
import org.tocsin.queue.derby.format.DamagedException;
import org.tocsin.queue.derby.format.Envelope;
import org.tocsin.queue.derby.format.Kind;
import org.tocsin.queue.derby.format.StoreData;

/**
 * The blocks that count, in the order of their events. An order number is given once; where two blocks have the same,
 * one of them was rolled back, and that is the one with the lower stamp, because its number was then given anew.
 */
final class Blocks {

    /**
     * A block that counts.
     *
     * @param part when it holds a part of an event, which; else 0
     */
    record Found(Place place, long first, long last, int part) {}

    private final List<Found> found;
    private final Ranges orders = new Ranges();

    private Blocks(List<Found> found) {
        this.found = found;
        found.forEach(block -> orders.add(block.first, block.last));
    }

    static Blocks of(Harvest harvest, Sources sources) throws IOException {
        List<Found> newestFirst = new ArrayList<>();
        for (Place place : harvest.blocks().values()) {
            Found block = survey(place, sources.read(place));
            if (block != null && !neverCommitted(block, harvest.store())) {
                newestFirst.add(block);
            }
        }
        newestFirst.sort(Comparator.comparingLong((Found block) -> block.place.stamp())
                .reversed()
                .thenComparing(byOrder()));
        Ranges taken = new Ranges();
        List<Found> counting = new ArrayList<>();
        @Nullable Found last = null;
        for (Found block : newestFirst) {
            boolean nextPart = last != null && last.first == block.first && last.place.stamp() == block.place.stamp();
            if (nextPart || !taken.meets(block.first, block.last)) {
                taken.add(block.first, block.last);
                counting.add(block);
                last = block;
            }
        }
        counting.sort(byOrder());
        return new Blocks(counting);
    }

    List<Found> found() {
        return found;
    }

    /** Their order numbers. */
    Ranges orders() {
        return orders;
    }

    /** What the store gave out is known from its own record, when that one is newer. */
    private static boolean neverCommitted(Found block, @Nullable StoreData store) {
        return store != null && block.place.stamp() <= store.commits() && block.last > store.lastOrder();
    }

    private static Comparator<Found> byOrder() {
        return Comparator.comparingLong(Found::first).thenComparingInt(Found::part);
    }

    private static @Nullable Found survey(Place place, Envelope envelope) {
        if (envelope.kind() != Kind.BLOCK) {
            throw new DamagedException(place.file() + " has changed while it was read");
        }
        List<BlockRecord.Entry> entries = BlockRecord.of(envelope).entries();
        if (entries.isEmpty()) {
            return null;
        }
        return new Found(
                place,
                entries.get(0).piece().order(),
                entries.get(entries.size() - 1).piece().order(),
                entries.get(0).piece().part());
    }
}
