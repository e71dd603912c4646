// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.store.StoredEvent;

/** Why a lane does not get on, and since when. Guarded by the dispatcher's lock. */
final class LaneTrouble {

    /** What a lane says that its own rate holds up. */
    static final String PACED = "waits for its turn, see ratePerMinute";

    private int failures;
    private long head;
    private int headAttempts;
    private int waits;
    private @Nullable Instant headAccepted;
    private @Nullable String lastError;
    private @Nullable Instant nextTry;
    private @Nullable Instant blockedSince;

    /** Failures in a row; a lane with any may use only its share of the slots. */
    int failures() {
        return failures;
    }

    /** Failed attempts of the head. */
    int headAttempts() {
        return headAttempts;
    }

    @Nullable
    Instant headAccepted() {
        return headAccepted;
    }

    @Nullable
    String lastError() {
        return lastError;
    }

    @Nullable
    Instant nextTry() {
        return nextTry;
    }

    void isHead(StoredEvent event) {
        if (event.order() != head) {
            head = event.order();
            headAttempts = 0;
        }
        headAccepted = event.accepted();
    }

    void failed(String reason) {
        failures++;
        headAttempts++;
        lastError = reason;
    }

    /** A wait begins, in the place of one that may be under way; answers with its number. */
    int waits(Instant until) {
        nextTry = until;
        return ++waits;
    }

    /** Whether that wait is the one under way. */
    boolean isWait(int number) {
        return number == waits;
    }

    boolean waitsLongerThan(Duration bound, Instant now) {
        return nextTry != null && nextTry.isAfter(now.plus(bound));
    }

    /** Its rate holds it up; what failed before is worth more to know. */
    void isPaced() {
        if (failures == 0) {
            lastError = PACED;
        }
    }

    void says(String reason) {
        lastError = reason;
    }

    void blocks(Instant now) {
        if (blockedSince == null) {
            blockedSince = now;
        }
    }

    void triesAgain() {
        nextTry = null;
    }

    /** Nothing is there that could be blocked, or a person wants it so. */
    void isNoBlock() {
        blockedSince = null;
    }

    void isOver() {
        failures = 0;
        headAttempts = 0;
        headAccepted = null;
        lastError = null;
        blockedSince = null;
    }

    boolean lastedLongerThan(Duration bound, Instant now) {
        return blockedSince != null && blockedSince.plus(bound).isBefore(now);
    }
}
