// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.format.BlockRecord;
import org.tocsin.queue.derby.format.DamagedException;
import org.tocsin.queue.derby.format.ExceptionRecord;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Mark;
import org.tocsin.queue.derby.format.Piece;
import org.tocsin.queue.derby.format.Schema;
import org.tocsin.queue.derby.format.StoreBuilder;
import org.tocsin.queue.derby.format.StoreData;

/**
 * Takes out of a damaged, closed database what can be read. The damaged files are only read.
 *
 * <p>What counts: of everything, the record with the highest stamp whose transaction was not rolled back. An event waits
 * when it is after its lane's cursor or an exception says so; everything else that is found was settled. An event that
 * was written and never acknowledged may be among them, which is allowed: its sender repeats it.
 */
public final class Salvage implements AutoCloseable {

    /** How far the order numbers jump when the record of the last one is not the newest record there is. */
    private static final long JUMP = 1_000_000;

    private final Harvest harvest = new Harvest();
    private final Sources sources = new Sources();
    private final Reading reading;
    private final Map<Integer, Tally> tallies = new TreeMap<>();
    private final Ranges found = new Ranges();
    private final Blocks blocks;
    private final Exceptions exceptions;
    private final StoreData store;
    private final boolean storeIsNewest;
    private final Set<Long> incomplete = new HashSet<>();
    private long saved;

    private Salvage(Path database, @Nullable StoreData store, List<LaneData> lanes, long now) throws IOException {
        reading = new Reading(database, harvest);
        reading.run();
        if (store != null) {
            harvest.know(store);
            lanes.forEach(lane -> harvest.know(lane, store.commits()));
        }
        blocks = Blocks.of(harvest, sources);
        exceptions = new Exceptions(harvest);
        storeIsNewest = harvest.store() != null && harvest.store().commits() >= harvest.lastStamp();
        this.store = next(harvest.store(), now);
    }

    /**
     * Reads the files of a database.
     *
     * @param store what the one who had it open knows of it; null when nobody does
     * @param lanes likewise
     * @param now milliseconds since 1970
     */
    public static Salvage read(Path database, @Nullable StoreData store, List<LaneData> lanes, long now)
            throws IOException {
        return new Salvage(database, store, lanes, now);
    }

    /** Whether anything of ours was found at all. */
    public boolean isEmpty() {
        return harvest.lastStamp() == 0
                && harvest.store() == null
                && harvest.blocks().isEmpty();
    }

    /** What the new database says of itself. */
    public StoreData store() {
        return store;
    }

    /** Bytes of all that is taken over. */
    public long size() {
        return blocks.found().stream()
                        .mapToLong(block -> block.place().length())
                        .sum()
                + harvest.exceptions().values().stream()
                        .mapToLong(part -> part.place().length())
                        .sum();
    }

    /** Writes all of it; once. The caller finishes. */
    public void into(StoreBuilder target) throws Exception {
        harvest.lanes()
                .values()
                .forEach(lane -> tally(lane.data().id(), lane.data().lane()));
        for (Map.Entry<Long, Harvest.Part> head : exceptions.heads().entrySet()) {
            if (head.getValue().mark() != Mark.DROPPED && head.getValue().mark() != Mark.SENT) {
                ExceptionRecord record = exceptions.head(head.getKey(), sources);
                tally(record.laneId(), record.lane()).settledTo(head.getKey());
            }
        }
        events(target);
        exceptions(target);
        for (Tally tally : tallies.values()) {
            target.lane(tally.result());
        }
    }

    /** What is known of the damage, after {@link #into}. */
    public Damage damage(String cause) {
        return new Report(harvest, reading, tallies.values(), found, store.lastOrder(), storeIsNewest)
                .damage(cause, saved);
    }

    @Override
    public void close() throws IOException {
        sources.close();
    }

    private void events(StoreBuilder target) throws Exception {
        List<Piece> begun = new ArrayList<>();
        for (Blocks.Found block : blocks.found()) {
            BlockRecord record = BlockRecord.of(sources.read(block.place()));
            record.lanes().forEach(lane -> tally(lane.id(), lane.lane()).announced(lane.ahead(), record.stamp()));
            for (BlockRecord.Entry entry : record.entries()) {
                Piece piece = entry.piece();
                if (piece.part() == 0 || begun.isEmpty() || begun.get(0).order() != piece.order()) {
                    begun.clear();
                }
                begun.add(piece);
                if (begun.size() == piece.parts()) {
                    Optional<StoredEvent> event = join(entry.lane(), begun);
                    if (event.isPresent()) {
                        event(target, entry.laneId(), event.get(), block.place().stamp());
                    }
                    begun.clear();
                }
            }
        }
    }

    private void event(StoreBuilder target, int laneId, StoredEvent event, long stamp) throws Exception {
        saved++;
        found.add(event.order());
        target.event(laneId, event);
        Tally tally = tally(laneId, event.event().lane());
        tally.found(stamp);
        Mark mark = exceptions.mark(event.order());
        if (mark == null) {
            tally.event(event.order(), event.event().body().size(), stamp);
        } else if (needsBody(mark) && isIncomplete(event.order())) {
            ExceptionRecord head = exceptions.head(event.order(), sources);
            if (!head.edited()) {
                exception(target, head, event);
                incomplete.add(event.order());
            }
        }
    }

    private void exceptions(StoreBuilder target) throws Exception {
        for (long order : exceptions.heads().keySet()) {
            ExceptionRecord head = exceptions.head(order, sources);
            boolean stale = !needsBody(head.mark()) && head.mark() != Mark.DROPPED && !found.meets(order, order);
            if (incomplete.contains(order) || stale) {
                continue;
            }
            Optional<StoredEvent> event = exceptions.event(order, sources);
            if (event.isPresent()) {
                saved += found.meets(order, order) ? 0 : 1;
                found.add(order);
                exception(target, head, event.get());
            }
        }
    }

    private void exception(StoreBuilder target, ExceptionRecord head, StoredEvent event) throws Exception {
        target.exception(head.laneId(), event, head.standing());
        Harvest.Part part = exceptions.heads().get(event.order());
        tally(head.laneId(), head.lane())
                .exception(
                        head.mark(),
                        event.event().body().size(),
                        part == null ? 0 : part.place().stamp());
    }

    private boolean isIncomplete(long order) throws IOException {
        return exceptions.event(order, sources).isEmpty();
    }

    private static boolean needsBody(Mark mark) {
        return mark.waits() || mark == Mark.DEAD;
    }

    private static Optional<StoredEvent> join(Lane lane, List<Piece> pieces) {
        try {
            return Optional.of(Piece.join(lane, List.copyOf(pieces)));
        } catch (DamagedException e) {
            return Optional.empty();
        }
    }

    private Tally tally(int id, Lane lane) {
        return tallies.computeIfAbsent(
                id, key -> new Tally(id, lane, harvest.lanes().get(id)));
    }

    private StoreData next(@Nullable StoreData last, long now) {
        long highest = blocks.orders().isEmpty() ? 0 : blocks.orders().last();
        if (!exceptions.heads().isEmpty()) {
            highest = Math.max(highest, ((TreeMap<Long, Harvest.Part>) exceptions.heads()).lastKey());
        }
        for (Harvest.Lane lane : harvest.lanes().values()) {
            highest = Math.max(highest, lane.data().cursor());
        }
        StoreData base = last == null ? Schema.fresh(now) : last;
        return new StoreData(
                Schema.VERSION,
                base.identity(),
                harvest.lastStamp() + 1,
                storeIsNewest ? Math.max(base.lastOrder(), highest) : Math.max(base.lastOrder(), highest) + JUMP,
                base.generation(),
                base.generationSince());
    }
}
