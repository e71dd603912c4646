// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.StoreException;

/**
 * Lets dead letters go that are too old, or too many in their lane, from the oldest on. It looks every ten minutes, and in
 * a lane no further than to the first ones that stay.
 */
final class DeadLetterRetention {

    static final Duration EVERY = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterRetention.class);

    /** A list has the bodies with it, of up to 512 KiB each. */
    private static final int PAGE = 50;

    private final DeadLetterSettings kept;
    private final EventStore store;
    private final Dispatcher dispatcher;
    private final Surroundings surroundings;
    private final Clock clock;

    DeadLetterRetention(DeadLetterSettings kept, EventStore store, Dispatcher dispatcher, Surroundings surroundings) {
        this.kept = kept;
        this.store = store;
        this.dispatcher = dispatcher;
        this.surroundings = surroundings;
        this.clock = surroundings.clock();
    }

    /** Looks from now on, until the timers end. */
    void begin() {
        if (!kept.keepsAll()) {
            surroundings.timers().after(EVERY, () -> surroundings.pool().execute(this::look));
        }
    }

    private void look() {
        try {
            Instant now = clock.instant();
            Instant eldest = kept.age() == null ? null : now.minus(kept.age());
            for (LaneStatus lane : dispatcher.status()) {
                if (lane.dead() > 0) {
                    tend(lane.lane(), kept.most() == 0 ? 0 : lane.dead() - kept.most(), eldest);
                }
            }
        } catch (StoreException e) {
            LOG.warn("TOCSIN-QUEUE-011 dead letters are kept for longer, they cannot be read: {}", e.getMessage());
        } finally {
            begin();
        }
    }

    private void tend(Lane lane, long tooMany, @Nullable Instant eldest) throws StoreException {
        long excess = tooMany;
        long after = 0;
        int gone;
        List<EventRecord> page;
        do {
            page = store.list(new EventFilter(lane, EventState.DEAD, after, PAGE));
            Set<Long> old = new HashSet<>();
            for (EventRecord letter : page) {
                if (excess-- > 0 || isBefore(letter, eldest)) {
                    old.add(letter.order());
                }
                after = letter.order();
            }
            gone = old.size();
            purge(lane, old);
        } while (gone > 0 && page.size() == PAGE);
    }

    private static boolean isBefore(EventRecord letter, @Nullable Instant eldest) {
        Instant died = letter.since() == null ? letter.accepted() : letter.since();
        return eldest != null && died.isBefore(eldest);
    }

    private void purge(Lane lane, Set<Long> old) {
        if (old.isEmpty()) {
            return;
        }
        dispatcher.change(lane, inFlight -> new LaneChange.Purge(lane, old)).whenComplete((changed, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "TOCSIN-QUEUE-011 lane {}: dead letters are kept for longer: {}",
                        lane.id(),
                        Settler.cause(failure).getMessage());
            } else {
                LOG.info(
                        "lane {}: {} dead letters are gone, as keepDead and keepDeadFor say",
                        lane.id(),
                        changed.events());
            }
        });
    }
}
