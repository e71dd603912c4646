// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.tocsin.api.Event;
import org.tocsin.api.Outcome;
import org.tocsin.api.Trail;
import org.tocsin.api.store.Appended;

/**
 * The way of an event in the log: its acceptance, each attempt, and what became of it. The event is named by the key of
 * its receipt, which its sender has and which is made of its order number: so nothing has to be stored for this, and a
 * restart does not break the trail. What a client calls its request is in the line of the acceptance, which ties the two.
 */
final class EventTrail {

    private static final Logger LOG = LoggerFactory.getLogger(Trail.LOGGER);

    private final Supplier<String> identity;

    /** @param identity of the open store */
    EventTrail(Supplier<String> identity) {
        this.identity = identity;
    }

    /** Whether anybody wants to know; else nothing below is worth its time. */
    static boolean on() {
        return LOG.isDebugEnabled();
    }

    /** What brings an event in on this thread; null when nobody wants to know, or nobody said. */
    static @Nullable String request() {
        return on() ? MDC.get(Trail.REQUEST) : null;
    }

    void accepted(Event event, Appended stored, Duration commit, @Nullable String request) {
        if (on()) {
            String key = key(stored.order());
            try (MDC.MDCCloseable closing = MDC.putCloseable(Trail.REQUEST, request)) {
                about(
                        event.lane().id(),
                        key,
                        () -> LOG.debug(
                                "event {}: {} as number {} of lane {}, format {}, {} bytes, in {} ms; request {}",
                                key,
                                stored.repeated() ? "was accepted before" : "accepted",
                                stored.order(),
                                event.lane().id(),
                                event.format(),
                                event.body().size(),
                                commit.toMillis(),
                                request == null ? "unknown" : request));
            }
        }
    }

    void attempted(Attempt attempt, Outcome outcome, Duration time) {
        if (on()) {
            tell(
                    attempt.slot().lane(),
                    attempt.event().order(),
                    "attempt " + attempt.number() + ' ' + word(outcome) + " after " + time.toMillis() + " ms: "
                            + answer(outcome));
        }
    }

    void settled(LaneState lane, long order, String as) {
        if (on()) {
            tell(lane, order, "settled as " + as);
        }
    }

    /** Has something logged with the names of event and lane beside it. */
    void about(LaneState lane, long order, Runnable line) {
        about(lane.id(), key(order), line);
    }

    private void tell(LaneState lane, long order, String what) {
        String key = key(order);
        about(lane.id(), key, () -> LOG.debug("event {}: lane {}: {}", key, lane.id(), what));
    }

    private static void about(String lane, String key, Runnable line) {
        try (MDC.MDCCloseable first = MDC.putCloseable(Trail.LANE, lane);
                MDC.MDCCloseable second = MDC.putCloseable(Trail.TRACE, key)) {
            line.run();
        }
    }

    /** The name of an event, as in its receipt. */
    String key(long order) {
        return ReceiptKey.of(identity.get(), order);
    }

    private static String word(Outcome outcome) {
        return outcome instanceof Outcome.Delivered
                ? "delivered"
                : outcome instanceof Outcome.Rejected ? "rejected" : "failed, later again";
    }

    private static String answer(Outcome outcome) {
        if (outcome instanceof Outcome.Delivered delivered) {
            return delivered.answer();
        }
        return outcome instanceof Outcome.Rejected rejected
                ? rejected.answer()
                : ((Outcome.RetryLater) outcome).reason();
    }
}
