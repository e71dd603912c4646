// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.LaneStatus.State;
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

    private final Lane lane;
    private final String id;
    private final Window window;
    private Phase phase = Phase.IDLE;
    private long waiting;
    private long delivered;
    private long dead;
    private int failures;
    private long head;
    private int headAttempts;
    private @Nullable Instant headAccepted;
    private @Nullable String lastError;
    private @Nullable Instant nextTry;
    private @Nullable Instant blockedSince;

    LaneState(LaneRecord record, Window window) {
        this.lane = record.lane();
        this.id = lane.id();
        this.window = window;
        this.waiting = record.waiting();
        this.delivered = record.delivered();
        this.dead = record.dead();
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

    Phase phase() {
        return phase;
    }

    long waiting() {
        return waiting;
    }

    long delivered() {
        return delivered;
    }

    long dead() {
        return dead;
    }

    /** Failures in a row; a lane with any may use only its share of the slots. */
    int failures() {
        return failures;
    }

    /** Failed attempts of the head. */
    int headAttempts() {
        return headAttempts;
    }

    String whyBlocked() {
        String error = lastError;
        return phase == Phase.NO_CHANNEL
                ? "the channel " + lane.channel() + " is not there"
                : error == null ? "waits" : error;
    }

    boolean blockedLongerThan(Duration bound, Instant now) {
        return blockedSince != null && blockedSince.plus(bound).isBefore(now);
    }

    void arrived(StoredEvent event) {
        waiting++;
        window.arrived(event);
    }

    /**
     * Makes the lane ready to send, if it was in that phase and has something to send.
     *
     * @return whether it waits for a slot from now on
     */
    boolean becomesReadyFrom(Phase expected) {
        if (phase != expected || waiting == 0) {
            return false;
        }
        phase = Phase.READY;
        nextTry = null;
        return true;
    }

    void hasSlot() {
        phase = Phase.SENDING;
    }

    void sends(StoredEvent event) {
        if (event.order() != head) {
            head = event.order();
            headAttempts = 0;
        }
        headAccepted = event.accepted();
    }

    void settles() {
        phase = Phase.SETTLING;
    }

    void settlementFailed(String reason) {
        lastError = reason;
    }

    void settled(Settlement settlement) {
        window.remove(settlement.order());
        waiting--;
        if (settlement.result() == Settlement.Result.DELIVERED) {
            delivered++;
        } else {
            dead++;
        }
        failures = 0;
        headAttempts = 0;
        headAccepted = null;
        lastError = null;
        blockedSince = null;
        phase = Phase.IDLE;
    }

    /** The attempt came to nothing; the window is given up, since a blocked lane must not hold memory. */
    void backsOff(String reason, Instant now, Instant until) {
        failures++;
        headAttempts++;
        lastError = reason;
        nextTry = until;
        blocks(Phase.BACKING_OFF, now);
    }

    void lacksChannel(Instant now) {
        blocks(Phase.NO_CHANNEL, now);
    }

    /**
     * The store showed nothing.
     *
     * @param missed whether something came meanwhile; if not, nothing waits
     */
    void foundEmpty(boolean missed) {
        if (!missed) {
            waiting = 0;
        }
        phase = Phase.IDLE;
    }

    /** Dead letters wait again, before everything else: the window no longer shows the head. */
    void requeued(int count) {
        dead -= count;
        waiting += count;
        window.invalidate();
    }

    LaneStatus status() {
        StoredEvent first = window.head();
        Instant oldest = waiting == 0 ? null : first != null ? first.accepted() : headAccepted;
        return new LaneStatus(lane, phase.shown, waiting, delivered, dead, oldest, headAttempts, lastError, nextTry);
    }

    private void blocks(Phase how, Instant now) {
        phase = how;
        window.clear();
        if (blockedSince == null) {
            blockedSince = now;
        }
    }
}
