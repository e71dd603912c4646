// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.tocsin.queue.derby.format.Kind;

/** Says what was damaged by what was found and what was counted. */
final class Report {

    private static final int MOST_RANGES = 10_000;

    private final Harvest harvest;
    private final Reading reading;
    private final Collection<Tally> tallies;
    private final Ranges found;
    private final long lastOrder;
    private final boolean storeIsNewest;

    Report(
            Harvest harvest,
            Reading reading,
            Collection<Tally> tallies,
            Ranges found,
            long lastOrder,
            boolean storeIsNewest) {
        this.harvest = harvest;
        this.reading = reading;
        this.tallies = tallies;
        this.found = found;
        this.lastOrder = lastOrder;
        this.storeIsNewest = storeIsNewest;
    }

    Damage damage(String cause, long saved) {
        return new Damage(
                cause,
                reading.damage(),
                harvest.read(Kind.BLOCK),
                harvest.read(Kind.LANE),
                harvest.read(Kind.EXCEPTION),
                harvest.read(Kind.STORE),
                reading.broken(),
                saved,
                tallies.stream().mapToLong(Tally::waiting).sum(),
                texts(found.isEmpty() ? List.of() : found.gaps(found.first(), known())),
                lost(),
                repeats(),
                notes());
    }

    private List<Damage.Lost> lost() {
        List<Damage.Lost> lost = new ArrayList<>();
        for (Tally tally : tallies) {
            if (tally.lost() > 0) {
                String lane = tally.base().lane().id();
                lost.add(new Damage.Lost(lane, tally.lost(), texts(found.gaps(tally.cursor() + 1, known()))));
            }
        }
        lastOnes(lost.stream().mapToLong(Damage.Lost::count).sum()).ifPresent(lost::add);
        return lost;
    }

    /** What came last of all, and no record tells of which lanes: none was delivered, since no cursor has come so far. */
    private Optional<Damage.Lost> lastOnes(long told) {
        long last = found.isEmpty() ? 0 : found.last();
        for (Tally tally : tallies) {
            last = Math.max(last, tally.cursor());
        }
        long untold = known() - last - told;
        return untold > 0
                ? Optional.of(new Damage.Lost(Damage.UNTOLD, untold, texts(found.gaps(last + 1, known()))))
                : Optional.empty();
    }

    private List<String> repeats() {
        List<String> repeats = new ArrayList<>();
        for (Tally tally : tallies) {
            if (!tally.known()) {
                repeats.add("lane " + tally.base().lane().id() + ": its record was not found, all " + tally.waiting()
                        + " events found after its last known settlement wait again");
            }
        }
        if (!reading.damage().isEmpty()) {
            repeats.add("each lane: at most what it delivered after the newest record of it that could be read");
        }
        repeats.add("submissions: ids of the last 24 hours are forgotten, a sender that repeats one is taken for new");
        return repeats;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!storeIsNewest) {
            notes.add("the record of the last order number was not the newest, numbers go on from " + (lastOrder + 1)
                    + "; events after " + known() + " may have been accepted and lost");
        }
        if (harvest.store() == null) {
            notes.add("the store's identity was not found, it has a new one: keys of older receipts name nothing");
        }
        for (Tally tally : tallies) {
            if (tally.surplusDead() > 0) {
                notes.add("lane " + tally.base().lane().id() + ": " + tally.surplusDead()
                        + " of its dead letters may have been dropped before");
            }
        }
        return notes;
    }

    /** The last order number of which is known that it was given. */
    private long known() {
        if (storeIsNewest) {
            return lastOrder;
        }
        return found.isEmpty() ? 0 : found.last();
    }

    private static List<String> texts(List<Ranges.Range> ranges) {
        return ranges.stream().limit(MOST_RANGES).map(Ranges.Range::toString).toList();
    }
}
