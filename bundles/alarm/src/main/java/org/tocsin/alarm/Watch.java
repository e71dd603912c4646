// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tocsin.alarm.Finding.Kind;
import org.tocsin.alarm.Memory.Raised;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.store.StoreUse;

/**
 * Decides what is told and when it is over. What is about to be told is noted before, and that it was told after: a crash
 * in between leads to the same alarm under the same name, or to its end, and never to an alarm that stays open.
 */
final class Watch {

    private static final int LESS_PERCENT = 5;
    private static final int MOST_NAMES = 10;

    /** How often an alarm that goes further is told at most: some channels show each to a person. */
    private static final Duration BETWEEN = Duration.ofMinutes(5);

    private final Settings settings;
    private final Lane alarms;
    private final MemoryFile file;
    private final Clock clock;
    private final Progress progress;
    private Memory memory;
    private boolean dirty;

    /** Puts an event of the agent's own on the queue. */
    interface Bell {

        /**
         * Rings, or ends that.
         *
         * @param dedupKey the same for both
         * @param submission the same for every try of the same
         * @param summary one sentence; empty for the end
         * @throws IOException when it is not known that the queue has it
         */
        void ring(Kind kind, String dedupKey, String submission, Optional<String> summary) throws IOException;
    }

    Watch(Settings settings, Lane alarms, MemoryFile file, Clock clock) throws IOException {
        this.settings = settings;
        this.alarms = alarms;
        this.file = file;
        this.clock = clock;
        memory = file.read();
        progress = new Progress(memory.stands());
    }

    /** Whether these are the alarms of this lane. */
    boolean isOn(Lane lane) {
        return alarms.equals(lane);
    }

    /**
     * Looks once.
     *
     * @throws IOException when something could not be kept or told; it is tried again at the next look
     */
    void look(List<LaneStatus> all, Bell bell, Optional<StoreUse> store) throws IOException {
        Instant now = clock.instant();
        List<LaneStatus> lanes =
                all.stream().filter(lane -> !lane.lane().equals(alarms)).toList();
        if (progress.look(lanes, now)) {
            memory = memory.withStands(progress.stands());
            dirty = true;
        }
        settle(bell, blocked(now), now);
        settle(bell, dead(lanes), now);
        if (store.isPresent()) {
            settle(bell, store(store.get()), now);
        }
        if (dirty) {
            keep(memory);
        }
    }

    /** Which alarms are open. */
    List<Kind> open() {
        return List.of(Kind.values()).stream()
                .filter(kind -> memory.of(kind).open())
                .toList();
    }

    private void settle(Bell bell, Finding finding, Instant now) throws IOException {
        Kind kind = finding.kind();
        Raised raised = memory.of(kind);
        String key = "tocsin-" + memory.id() + '-' + kind.word();
        if (finding.standing().isEmpty()) {
            if (raised.open()) {
                bell.ring(kind, key, key + "-r" + raised.number(), Optional.empty());
                keep(memory.with(kind, raised.ended()));
            }
        } else if (!raised.told() || isDueAgain(raised, finding.extent(), now)) {
            // a try of the same is under the same name, whatever has come meanwhile: that is told after it
            boolean sameTry = raised.open() && !raised.told();
            Raised next = sameTry ? raised : new Raised(raised.number() + 1, true, false, now, finding.extent());
            keep(memory.with(kind, next));
            bell.ring(kind, key, key + "-t" + next.number(), finding.standing());
            keep(memory.with(kind, next.confirmed()));
        } else if (raised.extent().goesBeyond(finding.extent())
                && !finding.extent().goesBeyond(raised.extent())) {
            memory = memory.with(kind, raised.with(finding.extent()));
            dirty = true;
        }
    }

    private static boolean isDueAgain(Raised raised, Extent extent, Instant now) {
        // a clock that was put back must not make it silent
        return extent.goesBeyond(raised.extent())
                && Duration.between(raised.at(), now).abs().compareTo(BETWEEN) >= 0;
    }

    private void keep(Memory next) throws IOException {
        memory = next;
        dirty = true;
        file.write(next);
        dirty = false;
    }

    private Finding blocked(Instant now) {
        List<String> ids = progress.blocked(settings.blockedFor(), now);
        return new Finding(
                Kind.BLOCKED,
                ids.isEmpty()
                        ? Optional.empty()
                        : Optional.of(count(ids.size(), "lane has", "lanes have") + " sent nothing for "
                                + settings.blockedFor().toSeconds() + " s: " + names(ids) + "; see 'tocsin lane list'"),
                new Extent(ids.size(), Set.copyOf(ids)));
    }

    private static Finding dead(List<LaneStatus> lanes) {
        List<LaneStatus> hit = lanes.stream().filter(lane -> lane.dead() > 0).toList();
        long sum = hit.stream().mapToLong(LaneStatus::dead).sum();
        List<String> ids = hit.stream().map(lane -> lane.lane().id()).sorted().toList();
        return new Finding(
                Kind.DEAD,
                sum == 0
                        ? Optional.empty()
                        : Optional.of(count(sum, "event was", "events were")
                                + " refused for good and nobody was told of them: " + names(ids)
                                + "; see 'tocsin event list'"),
                new Extent(sum, Set.of()));
    }

    private Finding store(StoreUse use) {
        return switch (use.disk()) {
            case FULL -> store(3, "the disk below the store is full; no event is accepted until there is room");
            case SHORT ->
                store(2, "the disk below the store has little room left; when it is full no event is accepted");
            case ROOM -> percent(use);
        };
    }

    private Finding percent(StoreUse use) {
        long percent = use.maxBytes() <= 0 ? 0 : (long) (100.0 * use.usedBytes() / use.maxBytes());
        boolean near = percent >= settings.storePercent();
        boolean stillNear = memory.of(Kind.STORE).open() && percent >= settings.storePercent() - LESS_PERCENT;
        return near || stillNear
                ? store(1, "the store is full to " + percent + " %; at its limit no event is accepted")
                : new Finding(Kind.STORE, Optional.empty(), Extent.NONE);
    }

    private static Finding store(int level, String text) {
        return new Finding(Kind.STORE, Optional.of(text), new Extent(level, Set.of()));
    }

    private static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private static String names(List<String> ids) {
        int more = ids.size() - MOST_NAMES;
        return String.join(", ", ids.subList(0, Math.min(ids.size(), MOST_NAMES)))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
