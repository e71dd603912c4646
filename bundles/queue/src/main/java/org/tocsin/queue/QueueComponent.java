// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.HealthPart;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.QueueRefusedException.Reason;
import org.tocsin.api.Receipt;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.StoreException;

/**
 * The queue as a service. When it cannot be opened, the service is there all the same and says why: to senders by a
 * refusal, to people by its health.
 */
@Component(
        service = {EventQueue.class, HealthPart.class},
        immediate = true,
        configurationPid = "org.tocsin.queue")
@Designate(ocd = QueueComponent.Config.class)
public final class QueueComponent implements EventQueue, HealthPart {

    /** The configuration, as text so that a wrong value is answered by our words. */
    @ObjectClassDefinition(name = "Tocsin queue", description = "How events leave their lanes")
    public @interface Config {
        /** See the description. */
        @AttributeDefinition(description = "Attempts to deliver that may be under way at a time, 1 to 1024")
        String maxInFlight() default "128";

        /** See the description. */
        @AttributeDefinition(description = "When an attempt is told to stop, longer than the channels' own deadline")
        String deadline() default "PT35S";

        /** See the description. */
        @AttributeDefinition(description = "Events of one lane that are held in memory; the store holds all")
        String windowEvents() default "32";

        /** See the description. */
        @AttributeDefinition(description = "Bytes of events that are held in memory, all lanes together")
        String windowBytes() default "16777216";
    }

    private static final Logger LOG = LoggerFactory.getLogger(QueueComponent.class);

    private final Threads threads = new Threads();
    private final Meters meters = new Meters();
    private final @Nullable DurableQueue queue;
    private final String problem;

    /** Opens the store and goes on where the last run ended. */
    @Activate
    public QueueComponent(@Reference EventStore store, Config config) {
        this(store, config.maxInFlight(), config.deadline(), config.windowEvents(), config.windowBytes());
    }

    QueueComponent(EventStore store, String maxInFlight, String deadline, String windowEvents, String windowBytes) {
        DurableQueue opened = null;
        String failure = "";
        try {
            Settings settings = Settings.of(maxInFlight, deadline, windowEvents, windowBytes);
            opened = DurableQueue.open(
                    store, settings, DurableQueue.realSurroundings(threads), System::nanoTime, meters);
        } catch (IllegalArgumentException | StoreException e) {
            failure = String.valueOf(e.getMessage());
            LOG.error("TOCSIN-QUEUE-008 {}", failure);
        }
        queue = opened;
        problem = failure;
    }

    /** Ends within two seconds; what has not left stays in the store. */
    @Deactivate
    public void close() {
        if (queue != null) {
            queue.close();
        }
        threads.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addChannel(DeliveryChannel channel) {
        if (queue != null) {
            queue.dispatcher().add(channel);
        }
    }

    void removeChannel(DeliveryChannel channel) {
        if (queue != null) {
            queue.dispatcher().remove(channel);
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setMeters(MeterRegistry registry) {
        meters.use(registry);
    }

    void unsetMeters(MeterRegistry registry) {
        meters.release(registry);
    }

    @Override
    public CompletionStage<Receipt> accept(Event event) {
        return queue != null ? queue.accept(event) : CompletableFuture.failedStage(notReady());
    }

    @Override
    public List<LaneStatus> status() {
        return queue != null ? queue.status() : List.of();
    }

    @Override
    public CompletionStage<Integer> retry(Predicate<Lane> lanes) {
        return queue != null ? queue.retry(lanes) : CompletableFuture.failedStage(notReady());
    }

    @Override
    public String part() {
        return "queue";
    }

    @Override
    public Health health() {
        return queue != null ? QueueHealth.of(queue.load(QueueHealth.BLOCKED)) : new Health(State.FAILED, problem);
    }

    private QueueRefusedException notReady() {
        return new QueueRefusedException(Reason.NOT_READY, "queue: " + problem);
    }
}
