// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.LaneStatus.State;
import org.tocsin.api.Outcome;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.StoredEvent;

/**
 * The state machine of one lane. It decides nothing about other lanes and does nothing: the {@link Dispatcher} calls it
 * with its lock held, and acts.
 *
 * <pre>
 *  IDLE ─ event ─▶ READY ─ slot ─▶ SENDING ─ delivered, rejected ─▶ SETTLING ─ committed ─▶ READY or IDLE
 *                    ▲                │ retry later                    (a failed commit stays here and is tried again)
 *                    ├─ time ── BACKING_OFF ◀┤
 *                    └─ channel ─ NO_CHANNEL ◀┘ no channel
 * </pre>
 *
 * <p>A lane that is held, or whose {@link LaneGate} is taken, comes to IDLE instead of READY, and goes on from there when
 * it is released or the gate is free.
 */
final class LaneState {

    /** Finer than what the status tells: a lane that has something to send is SENDING there. */
    enum Phase {
        IDLE(State.IDLE),
        READY(State.SENDING),
        SENDING(State.SENDING),
        SETTLING(State.SENDING),
        BACKING_OFF(State.BACKING_OFF),
        NO_CHANNEL(State.NO_CHANNEL);

        private final State shown;

        Phase(State shown) {
            this.shown = shown;
        }
    }

    /** Later than any event. */
    private static final long NOBODY = Long.MAX_VALUE;

    private final Lane lane;
    private final String id;
    private final Window window;
    private final LaneGate gate = new LaneGate();
    private final LaneCounts counts;
    private final LaneTrouble trouble = new LaneTrouble();
    private final DeliveryRate rate = new DeliveryRate();
    private final Backlog backlog;
    private final @Nullable LanePace pace;
    private Phase phase = Phase.IDLE;
    private int changes;
    private long inFlight;
    private boolean countAgain;
    private boolean freeWait;

    // for meters, which read without the lock
    private volatile long headAccepted = NOBODY;
    private volatile long active = Long.MIN_VALUE;

    /**
     * A lane as the store has it.
     *
     * @param pace null when it has none
     * @param sum where the figures of all lanes are counted
     */
    LaneState(LaneRecord record, Window window, Backlog backlog, @Nullable LanePace pace, Tally sum) {
        this.lane = record.lane();
        this.id = lane.id();
        this.window = window;
        this.backlog = backlog;
        this.pace = pace;
        this.counts = new LaneCounts(record, new Tally(sum));
    }

    Lane lane() {
        return lane;
    }

    String id() {
        return id;
    }

    Window window() {
        return window;
    }

    LaneGate gate() {
        return gate;
    }

    LaneCounts counts() {
        return counts;
    }

    LaneTrouble trouble() {
        return trouble;
    }

    Backlog backlog() {
        return backlog;
    }

    Phase phase() {
        return phase;
    }

    /** How often the lane was changed in the store other than by settling its head: what was read before is stale. */
    int changes() {
        return changes;
    }

    /** The order number of the event that an attempt is made with; 0 when there is none. */
    long inFlight() {
        return inFlight;
    }

    /** Whether it backs off, and for a time that is of our own making. */
    boolean mayHurry() {
        return phase == Phase.BACKING_OFF && freeWait;
    }

    /** Whether an attempt may begin. */
    boolean mayGo() {
        return !counts.held() && gate.free();
    }

    String whyBlocked() {
        String error = trouble.lastError();
        return phase == Phase.NO_CHANNEL
                ? "the channel " + lane.channel() + " is not there"
                : error == null ? "waits" : error;
    }

    boolean blockedLongerThan(Duration bound, Instant now) {
        return trouble.lastedLongerThan(bound, now);
    }

    /** For how many milliseconds the event that waits longest has done so; 0 when none does, or nobody has read it yet. */
    long age(long nowMillis) {
        return Math.max(0, nowMillis - headAccepted);
    }

    /** When an event last came or left, or an attempt failed: a value of the nanosecond clock, the least there is when it did not yet. */
    long active() {
        return active;
    }

    void arrived(StoredEvent event, long nanos) {
        counts.arrived();
        backlog.arrived();
        window.arrived(event);
        active = nanos;
        if (headAccepted == NOBODY) {
            showHead();
        }
        if (!counts.held()) {
            rate.begins(nanos);
        }
    }

    /**
     * Makes the lane ready to send, if it was in that phase, has something to send and may.
     *
     * @return whether it waits for a slot from now on
     */
    boolean becomesReadyFrom(Phase expected, long nanos) {
        if (phase != expected) {
            return false;
        }
        phase = Phase.IDLE;
        trouble.triesAgain();
        if (counts.waiting() == 0 || counts.held()) {
            trouble.isNoBlock();
            rate.rests(nanos);
            return false;
        }
        rate.begins(nanos);
        if (!gate.free()) {
            return false;
        }
        phase = Phase.READY;
        return true;
    }

    void hasSlot() {
        phase = Phase.SENDING;
    }

    /** It had a slot, or was about to, and does not send after all. */
    void standsBack() {
        phase = Phase.IDLE;
    }

    void isHead(StoredEvent event) {
        trouble.isHead(event);
        showHead();
    }

    /** Its event is too large to go out now; the lane gets a slot when it is not. */
    void waitsForBytes() {
        phase = Phase.READY;
    }

    /** How long until an attempt may begin: zero when it may. */
    Duration untilToken(long nanos) {
        return pace == null ? Duration.ZERO : pace.untilToken(nanos);
    }

    /** An attempt begins. */
    void sends(StoredEvent event, long nanos) {
        inFlight = event.order();
        if (pace != null) {
            pace.take(nanos);
        }
        OpenIncidents incidents = backlog.incidents();
        if (incidents != null) {
            incidents.attempted(event.event());
        }
    }

    /** The attempt that was under way is not any more. */
    void attemptEnds(Event event, Outcome outcome) {
        inFlight = 0;
        OpenIncidents incidents = backlog.incidents();
        if (incidents != null && outcome instanceof Outcome.Delivered) {
            incidents.delivered(event);
        }
    }

    void settles() {
        phase = Phase.SETTLING;
    }

    void settled(Settlement settlement, long nanos) {
        window.remove(settlement.order());
        counts.settled(settlement.result());
        rate.left(nanos);
        backlog.moves(trouble.failures() > 0);
        trouble.isOver();
        phase = Phase.IDLE;
        active = nanos;
        showHead();
    }

    /** The attempt came to nothing; the window is given up, since a blocked lane must not hold memory. */
    void backsOff(String reason, Instant now, Duration wait, boolean free, long nanos) {
        trouble.failed(reason);
        counts.retried();
        active = nanos;
        freeWait = free;
        blocks(Phase.BACKING_OFF, now, nanos, nanos + wait.toNanos());
    }

    /** Its pace holds it up, and nothing has failed. The window is given up: many lanes may wait like this for long. */
    void paces(Duration wait, long nanos) {
        freeWait = false;
        phase = Phase.BACKING_OFF;
        window.clear();
        rate.pauses(nanos, nanos + wait.toNanos());
    }

    void lacksChannel(Instant now, long nanos) {
        blocks(Phase.NO_CHANNEL, now, nanos, nanos);
    }

    /**
     * The store showed nothing.
     *
     * @param missed whether something came meanwhile; if not, nothing waits
     */
    void foundEmpty(boolean missed) {
        if (!missed) {
            counts.nothingWaits();
        }
        showHead();
        phase = Phase.IDLE;
    }

    /** Somebody changed what is in the lane, and this is how it stands: what was read of it is void. */
    void changed(LaneRecord record) {
        counts.are(record);
        window.invalidate();
        changes++;
        showHead();
    }

    /** The store has lost events and found others: whether what is being settled is among these, only it can tell. */
    void mended(LaneRecord record) {
        changed(record);
        countAgain = phase == Phase.SETTLING || inFlight != 0;
    }

    /** Whether the counts are to be asked of the store; asks once. */
    boolean takeCountAgain() {
        boolean now = countAgain;
        countAgain = false;
        return now;
    }

    LaneStatus status(long nanos) {
        long waiting = counts.waiting();
        Instant oldest = oldest();
        double perMinute = waiting == 0 ? rate.lastMinute(nanos) : rate.perMinute(nanos);
        return new LaneStatus(
                lane,
                shown(),
                waiting,
                counts.delivered(),
                counts.dead(),
                counts.dropped(),
                oldest,
                trouble.headAttempts(),
                trouble.lastError(),
                trouble.nextTry(),
                perMinute,
                drain(waiting, perMinute));
    }

    private @Nullable Instant oldest() {
        StoredEvent first = window.head();
        return counts.waiting() == 0 ? null : first != null ? first.accepted() : trouble.headAccepted();
    }

    private void showHead() {
        Instant oldest = oldest();
        headAccepted = oldest == null ? NOBODY : oldest.toEpochMilli();
    }

    private static @Nullable Duration drain(long waiting, double perMinute) {
        return waiting == 0 || perMinute == 0 ? null : Duration.ofMillis(Math.round(waiting / perMinute * 60_000));
    }

    private State shown() {
        return counts.held() && phase != Phase.SENDING && phase != Phase.SETTLING ? State.HELD : phase.shown;
    }

    private void blocks(Phase how, Instant now, long nanos, long until) {
        phase = how;
        window.clear();
        trouble.blocks(now);
        rate.pauses(nanos, until);
    }
}
