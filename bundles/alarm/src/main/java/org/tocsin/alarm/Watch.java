// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
        settle(bell, new Finding(Kind.BLOCKED, blocked(now)));
        settle(bell, new Finding(Kind.DEAD, dead(lanes)));
        if (store.isPresent()) {
            settle(bell, new Finding(Kind.STORE, full(store.get())));
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

    private void settle(Bell bell, Finding finding) throws IOException {
        Kind kind = finding.kind();
        Raised raised = memory.of(kind);
        String key = "tocsin-" + memory.id() + '-' + kind.word();
        if (finding.standing().isPresent() && !raised.told()) {
            long number = raised.open() ? raised.number() : raised.number() + 1;
            keep(memory.with(kind, new Raised(number, true, false)));
            bell.ring(kind, key, key + "-t" + number, finding.standing());
            keep(memory.with(kind, new Raised(number, true, true)));
        } else if (finding.standing().isEmpty() && raised.open()) {
            bell.ring(kind, key, key + "-r" + raised.number(), Optional.empty());
            keep(memory.with(kind, new Raised(raised.number(), false, false)));
        }
    }

    private void keep(Memory next) throws IOException {
        memory = next;
        dirty = true;
        file.write(next);
        dirty = false;
    }

    private Optional<String> blocked(Instant now) {
        List<String> ids = progress.blocked(settings.blockedFor(), now);
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(count(ids.size(), "lane has", "lanes have") + " sent nothing for "
                + settings.blockedFor().toSeconds() + " s: " + names(ids) + "; see 'tocsin lane list'");
    }

    private static Optional<String> dead(List<LaneStatus> lanes) {
        List<LaneStatus> hit = lanes.stream().filter(lane -> lane.dead() > 0).toList();
        long sum = hit.stream().mapToLong(LaneStatus::dead).sum();
        if (sum == 0) {
            return Optional.empty();
        }
        List<String> ids = hit.stream().map(lane -> lane.lane().id()).sorted().toList();
        return Optional.of(count(sum, "event was", "events were") + " refused for good and nobody was told of them: "
                + names(ids) + "; see 'tocsin event list'");
    }

    private Optional<String> full(StoreUse use) {
        switch (use.disk()) {
            case FULL:
                return Optional.of("the disk below the store is full; no event is accepted until there is room");
            case SHORT:
                return Optional.of("the disk below the store has little room left; when it is full no event is accepted");
            default:
                return percent(use);
        }
    }

    private Optional<String> percent(StoreUse use) {
        long percent = use.maxBytes() <= 0 ? 0 : (long) (100.0 * use.usedBytes() / use.maxBytes());
        boolean near = percent >= settings.storePercent();
        boolean stillNear = memory.of(Kind.STORE).open() && percent >= settings.storePercent() - LESS_PERCENT;
        return near || stillNear
                ? Optional.of("the store is full to " + percent + " %; at its limit no event is accepted")
                : Optional.empty();
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
