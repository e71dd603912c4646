// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
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
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventQueue;
import org.tocsin.api.EventRecord;
import org.tocsin.api.HealthPart;
import org.tocsin.api.Inspection;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueControl;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.StoreException;

/**
 * The queue as a service. When it cannot be opened, the service is there all the same and says why: to senders by a
 * refusal, to people by its health.
 */
@Component(
        service = {EventQueue.class, QueueControl.class},
        immediate = true,
        configurationPid = "org.tocsin.queue")
@Designate(ocd = QueueComponent.Config.class)
public final class QueueComponent implements EventQueue, QueueControl, HealthPart {

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
        @AttributeDefinition(description = "Bytes of large events that may be under way at a time")
        String inFlightBytes() default "16777216";

        /** See the description. */
        @AttributeDefinition(description = "How long an event may wait before it is a dead letter; empty for ever")
        String maxAge() default "";

        /** See the description. */
        @AttributeDefinition(description = "What a lane does with a backlog: replay or collapse")
        String catchUp() default "replay";

        /** See the description. */
        @AttributeDefinition(description = "So many waiting events of a lane are a backlog")
        String catchUpFrom() default "20";

        /** See the description. */
        @AttributeDefinition(description = "Events of one lane that are held in memory; the store holds all")
        String windowEvents() default "32";

        /** See the description. */
        @AttributeDefinition(description = "Bytes of events that are held in memory, all lanes together")
        String windowBytes() default "16777216";

        /** See the description. */
        @AttributeDefinition(description = "So many lanes are shown each by itself in the metrics; 0 to 10000")
        String laneMeters() default "100";
    }

    private static final Logger LOG = LoggerFactory.getLogger(QueueComponent.class);

    private final Threads threads = new Threads();
    private final Meters meters = new Meters();
    private final @Nullable DurableQueue queue;
    private final EventQueue intake;
    private final QueueControl control;
    private final String problem;
    private @Nullable ServiceRegistration<HealthPart> health;

    /**
     * Opens the store and goes on where the last run ended.
     *
     * @param properties the configuration once more, for its keys that have the id of a lane in them
     */
    @Activate
    public QueueComponent(
            BundleContext context, @Reference EventStore store, Config config, Map<String, Object> properties) {
        this(store, config, properties);
        // by hand: a service of this component is there before it is active, and who asks for it waits; opening a store
        // can
        // take its time, and meanwhile the health of the others must be known
        health = context.registerService(HealthPart.class, this, null);
    }

    QueueComponent(EventStore store, Config config, Map<String, Object> properties) {
        DurableQueue opened = null;
        String failure = "";
        try {
            Settings settings = Settings.of(config, properties);
            opened = DurableQueue.open(store, settings, DurableQueue.realSurroundings(threads), meters);
        } catch (IllegalArgumentException | StoreException e) {
            failure = String.valueOf(e.getMessage());
            LOG.error("TOCSIN-QUEUE-008 {}", failure);
        }
        queue = opened;
        problem = failure;
        ClosedQueue closed = new ClosedQueue(failure);
        intake = opened == null ? closed : opened;
        control = opened == null ? closed : opened.control();
    }

    /** Ends within two seconds; what has not left stays in the store. */
    @Deactivate
    public void close() {
        if (health != null) {
            health.unregister();
        }
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

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setScrape(PrometheusMeterRegistry registry) {
        meters.show(registry.getPrometheusRegistry());
    }

    void unsetScrape(PrometheusMeterRegistry registry) {
        meters.hide(registry.getPrometheusRegistry());
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

    @Override
    public String part() {
        return "queue";
    }

    @Override
    public Health health() {
        return queue != null ? queue.health() : new Health(State.FAILED, problem);
    }
}
