// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.EventRecord;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/** Finds what a lane is to send next: from its window, or else from the store. Blocks for the time of a read. */
final class HeadReader {

    /**
     * The head of a lane.
     *
     * @param event the head
     * @param changes how often the lane had been changed when it was read: after one more, it is not the head any more
     * @param expired why it is not to be sent; null when it is
     */
    record Head(StoredEvent event, int changes, @Nullable String expired) {}

    private static final Logger LOG = LoggerFactory.getLogger(HeadReader.class);

    /** More is not read at once: a hundred lanes may read at the same time. */
    private static final long READ_BYTES = 256 * 1_024;

    private final EventStore store;
    private final LaneTable table;
    private final Settings settings;
    private final Surroundings surroundings;

    HeadReader(EventStore store, LaneTable table, Settings settings, Surroundings surroundings) {
        this.store = store;
        this.table = table;
        this.settings = settings;
        this.surroundings = surroundings;
    }

    /** What is known without the store; null when it has to be asked. With the lock held. */
    @Nullable
    Head known(LaneState lane) {
        StoredEvent head = lane.window().head();
        return head == null || isOld(head) ? null : new Head(head, lane.changes(), null);
    }

    /** Null when the lane turns out to be empty; the lane knows it then. */
    @Nullable
    Head read(LaneState lane) throws StoreException {
        Head known = table.locked(() -> {
            StoredEvent head = lane.window().head();
            if (head == null) {
                lane.window().readBegins();
                return null;
            }
            return new Head(head, lane.changes(), null);
        });
        Head head = known != null ? known : readStore(lane);
        return head == null ? null : new Head(head.event, head.changes, whyExpired(head.event));
    }

    private @Nullable Head readStore(LaneState lane) throws StoreException {
        int changes = table.locked(lane::changes);
        int limit = settings.windowEvents();
        List<StoredEvent> read = store.read(lane.lane(), 0, limit, READ_BYTES);
        boolean whole = read.size() < limit && bytes(read) < READ_BYTES;
        return table.locked(() -> refill(lane, read, whole, changes));
    }

    /** With the lock held. */
    private @Nullable Head refill(LaneState lane, List<StoredEvent> read, boolean whole, int changes) {
        lane.window().refill(read, whole);
        if (!read.isEmpty()) {
            return new Head(read.get(0), changes, null); // even when no memory is left for a window
        }
        boolean missed = lane.window().missed();
        long waiting = lane.counts().waiting();
        if (!missed && waiting > 0) {
            table.afterwards(() ->
                    LOG.warn("TOCSIN-QUEUE-005 lane {}: the store has none of {} waiting events", lane.id(), waiting));
        }
        lane.foundEmpty(missed);
        return null;
    }

    /** An event that was put back is as old as its putting back: somebody wants it to be sent. */
    private @Nullable String whyExpired(StoredEvent event) throws StoreException {
        if (!isOld(event)) {
            return null;
        }
        Instant putBack = store.find(event.order()).map(EventRecord::since).orElse(null);
        return putBack == null || isOver(putBack) ? "expired after " + settings.maxAge() : null;
    }

    private boolean isOld(StoredEvent event) {
        return isOver(event.accepted());
    }

    private boolean isOver(Instant since) {
        Duration maxAge = settings.maxAge();
        return maxAge != null
                && since.plus(maxAge).isBefore(surroundings.clock().instant());
    }

    private static long bytes(List<StoredEvent> read) {
        return read.stream().mapToLong(event -> event.event().body().size()).sum();
    }
}
