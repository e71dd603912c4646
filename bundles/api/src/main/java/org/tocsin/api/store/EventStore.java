// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.store;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;

/**
 * A durable store of events in lanes. An OSGi service with one user, the queue.
 *
 * <p>One writer inside the store gives the order numbers and commits what has gathered (group commit). A stage returned
 * from here completes after the commit that made its effect durable, and stages complete in commit order. Stages that
 * fail do so with a {@link StoreException}, and then nothing of their effect is stored.
 */
@ConsumerType
public interface EventStore {

    /**
     * Starts the writer and reads how the last one left the lanes. Called before everything else, and again only after
     * {@link #close}.
     *
     * @param commits told of every commit, on the writer's thread, in order, before the stages complete
     * @throws StoreException when the store cannot be opened; the message says what to do
     */
    List<LaneRecord> open(CommitListener commits) throws StoreException;

    /**
     * Ends what {@link #open} began, after what was taken in is durable. The user calls it when it goes, so that its
     * successor can open the store again. Nothing happens when the store is not open.
     */
    void close();

    /** The name of the open store, made with it: 16 characters {@code [0-9a-f]} that no other store has. */
    String identity();

    /** Stores an event at the end of its lane. */
    CompletionStage<StoredEvent> append(Event event);

    /** Settles the head of a lane: it left, or it is dead. */
    CompletionStage<Void> settle(Settlement settlement);

    /**
     * Turns the lane's dead letters into waiting events again, in their old places.
     *
     * @return completes with how many there were
     */
    CompletionStage<Integer> requeue(Lane lane);

    /**
     * The waiting events of a lane in their order.
     *
     * @param after only events with a higher order number; 0 for the head
     * @param limit at most so many
     */
    List<StoredEvent> read(Lane lane, long after, int limit) throws StoreException;

    /** Hears what became durable. Must return at once and throw nothing. */
    @FunctionalInterface
    interface CommitListener {

        /**
         * Hears of one commit.
         *
         * @param events what it appended, in order
         */
        void committed(List<StoredEvent> events);
    }
}
