// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventQueue;
import org.tocsin.api.EventRecord;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Inspection;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueControl;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;
import org.tocsin.api.SettingsInForce;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.StoreException;

/**
 * The queue as others see it. When it could not be opened, it is there all the same and says why: to senders by a
 * refusal, to people by its health.
 */
public final class QueueService implements EventQueue, QueueControl {

    private static final Logger LOG = LoggerFactory.getLogger(QueueService.class);

    private final Threads threads = new Threads();
    private final @Nullable DurableQueue queue;
    private final EventQueue intake;
    private final QueueControl control;
    private final String problem;

    /** Opens the store and goes on where the last run ended, unless there are no right settings. */
    QueueService(EventStore store, SettingsInForce<Settings> inForce, Meters meters) {
        DurableQueue opened = null;
        String failure = inForce.problem();
        Settings settings = inForce.settings().orElse(null);
        if (settings != null) {
            try {
                opened = DurableQueue.open(store, settings, DurableQueue.realSurroundings(threads), meters);
            } catch (StoreException e) {
                failure = String.valueOf(e.getMessage());
                LOG.error("TOCSIN-QUEUE-008 {}", failure);
            }
        }
        queue = opened;
        problem = failure;
        ClosedQueue closed = new ClosedQueue(failure);
        intake = opened == null ? closed : opened;
        control = opened == null ? closed : opened.control();
    }

    @Override
    public CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
        return intake.accept(event, submission);
    }

    @Override
    public List<LaneStatus> status() {
        return intake.status();
    }

    @Override
    public List<EventRecord> list(EventFilter filter) throws QueueRefusedException {
        return control.list(filter);
    }

    @Override
    public Optional<EventRecord> find(long order) throws QueueRefusedException {
        return control.find(order);
    }

    @Override
    public Optional<Long> order(String key) {
        return control.order(key);
    }

    @Override
    public String key(long order) {
        return control.key(order);
    }

    @Override
    public CompletionStage<Integer> retry(Lane lane, Set<Long> orders) {
        return control.retry(lane, orders);
    }

    @Override
    public CompletionStage<Integer> drop(Lane lane, Set<Long> orders, String reason) {
        return control.drop(lane, orders, reason);
    }

    @Override
    public CompletionStage<Integer> purge(Lane lane, Set<Long> orders) {
        return control.purge(lane, orders);
    }

    @Override
    public CompletionStage<Integer> edit(long order, Event event) {
        return control.edit(order, event);
    }

    @Override
    public CompletionStage<Void> hold(Lane lane, boolean held) {
        return control.hold(lane, held);
    }

    @Override
    public void backup(Path directory) throws QueueRefusedException {
        control.backup(directory);
    }

    @Override
    public Inspection inspect() throws QueueRefusedException {
        return control.inspect();
    }

    /** How it stands. */
    Health health() {
        return queue != null ? queue.health() : new Health(State.FAILED, problem);
    }

    void add(DeliveryChannel channel) {
        if (queue != null) {
            queue.dispatcher().add(channel);
        }
    }

    void remove(DeliveryChannel channel) {
        if (queue != null) {
            queue.dispatcher().remove(channel);
        }
    }

    /** Ends within two seconds; what has not left stays in the store. */
    public void close() {
        if (queue != null) {
            queue.close();
        }
        threads.close();
    }
}
