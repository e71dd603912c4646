// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a person does with what is on the queue. An OSGi service.
 *
 * <p>What reads blocks its thread for the time of the read. What changes something is durable when its stage completes;
 * the stage fails with a {@link QueueRefusedException} when nothing was changed. Stages complete as those of
 * {@link EventQueue} do.
 */
@ProviderType
public interface QueueControl {

    /** Events of one lane in one state. */
    List<EventRecord> list(EventFilter filter) throws QueueRefusedException;

    /** The event of that order number, wherever it stands, as long as it is kept. */
    Optional<EventRecord> find(long order) throws QueueRefusedException;

    /** The order number in the 32 characters of a receipt's key; empty when this queue gave no such key. */
    Optional<Long> order(String key);

    /** The 32 characters by which an event is named. */
    String key(long order);

    /**
     * Puts dead letters back in their places: they keep their order numbers, and so go before everything that waits.
     *
     * @param orders which; an empty set means all of the lane
     * @return completes with how many there were
     */
    CompletionStage<Integer> retry(Lane lane, Set<Long> orders);

    /**
     * Takes events out: dead letters are gone, those that wait become {@link EventState#DROPPED}. The one that is being
     * delivered is left.
     *
     * @param orders which
     * @param reason why, for people
     * @return completes with how many there were
     */
    CompletionStage<Integer> drop(Lane lane, Set<Long> orders, String reason);

    /**
     * Dead letters are gone. One that waits again by now is left.
     *
     * @param orders which
     * @return completes with how many there were
     */
    CompletionStage<Integer> purge(Lane lane, Set<Long> orders);

    /**
     * Puts another event in the place of a dead letter, which it stays.
     *
     * @param event the new one, of the same lane
     * @return completes with 1, or 0 when there is no such dead letter
     */
    CompletionStage<Integer> edit(long order, Event event);

    /** Keeps a lane from sending, or lets it send again. It takes events all the same. Survives a restart. */
    CompletionStage<Void> hold(Lane lane, boolean held);

    /**
     * Copies the store while it works.
     *
     * @param directory where to; must not be there yet
     * @throws QueueRefusedException when there is no whole copy; the message says what to do
     */
    void backup(Path directory) throws QueueRefusedException;

    /** Checks everything that is stored. Takes as long as reading it all. */
    Inspection inspect() throws QueueRefusedException;
}
