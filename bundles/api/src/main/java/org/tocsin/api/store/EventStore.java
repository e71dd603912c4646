// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
import org.tocsin.api.Inspection;
import org.tocsin.api.Lane;
import org.tocsin.api.SubmissionId;

/**
 * A durable store of events in lanes. An OSGi service with one user, the queue.
 *
 * <p>One writer inside the store gives the order numbers and commits what has gathered (group commit). A stage returned
 * from here completes after the commit that made its effect durable, and stages complete in commit order, on the
 * writer's thread. Stages that fail do so with a {@link StoreException}, and then nothing of their effect is stored.
 *
 * <p>A lane is a cursor, which its settlements move on, and exceptions to it: dead letters, events that were put back,
 * events that were dropped. An event that waits is never given up by the store, however long it waits; of the delivered
 * ones it keeps what its configuration says.
 */
@ConsumerType
public interface EventStore {

    /**
     * Starts the writer and reads how the last one left the lanes. Called before everything else, and again only after
     * {@link #close}.
     *
     * @param listener told of every commit, on the writer's thread, in order, before the stages complete
     * @throws StoreException when the store cannot be opened; the message says what to do
     */
    List<LaneRecord> open(StoreListener listener) throws StoreException;

    /**
     * Ends what {@link #open} began, after what was taken in is durable. The user calls it when it goes, so that its
     * successor can open the store again. Nothing happens when the store is not open.
     */
    void close();

    /** The name of the open store, made with it: 16 characters {@code [0-9a-f]} that no other store has. */
    String identity();

    /**
     * Stores an event at the end of its lane.
     *
     * @param submission when the lane has stored an event of that submission id within the last 24 hours, nothing is
     *     stored and the answer names that one; null when the sender gave none
     */
    CompletionStage<Appended> append(Event event, @Nullable SubmissionId submission);

    /** Settles the head of a lane: it left, or it is dead. One that was settled before is passed over. */
    CompletionStage<Void> settle(Settlement settlement);

    /** Changes a lane. A change of many events may take several commits; the stage completes after the last. */
    CompletionStage<Changed> change(LaneChange change);

    /**
     * The waiting events of a lane in their order.
     *
     * @param after only events with a higher order number; 0 for the head
     * @param limit at most so many
     */
    List<StoredEvent> read(Lane lane, long after, int limit) throws StoreException;

    /**
     * The waiting events of a lane in their order, as many as fit into so many bytes, and one in any case. An engine that
     * can stop at the right one should; what is here reads ever more at a time and so may bring more than was asked for.
     *
     * @param after only events with a higher order number; 0 for the head
     * @param limit at most so many
     * @param bytes the sum of their bodies from which on no more are wanted
     */
    default List<StoredEvent> read(Lane lane, long after, int limit, long bytes) throws StoreException {
        List<StoredEvent> all = new ArrayList<>();
        long sum = 0;
        long last = after;
        boolean more = true;
        while (more && all.size() < limit && sum < bytes) {
            int some = Math.min(limit - all.size(), Math.max(1, all.size()));
            List<StoredEvent> next = read(lane, last, some);
            for (StoredEvent event : next) {
                all.add(event);
                sum += event.event().body().size();
                last = event.order();
            }
            more = next.size() == some;
        }
        return all;
    }

    /** Events of a lane in one state. Of delivered ones, those that are still kept. */
    List<EventRecord> list(EventFilter filter) throws StoreException;

    /** The event of that order number; empty when there is none or it is no longer kept. */
    Optional<EventRecord> find(long order) throws StoreException;

    /** How full the store is. Answers from memory. */
    StoreUse use();

    /**
     * Copies the store while it works, so that the copy can be opened in its place.
     *
     * @param directory where to; must not be there yet
     * @throws StoreException when there is no whole copy
     */
    void backup(Path directory) throws StoreException;

    /** Reads all that is stored and checks it. */
    Inspection inspect() throws StoreException;
}
