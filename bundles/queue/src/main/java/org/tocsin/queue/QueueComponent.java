// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
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
import org.tocsin.api.EventQueue;
import org.tocsin.api.HealthPart;
import org.tocsin.api.QueueControl;
import org.tocsin.api.store.EventStore;

/**
 * Opens the queue and offers it as {@link EventQueue} and {@link QueueControl} once it is open, or once it is known why it
 * is not. It opens on a thread of its own: a store can take its time, and meanwhile the other plugins start.
 */
@Component(service = HealthPart.class, immediate = true, configurationPid = "org.tocsin.queue")
@Designate(ocd = QueueComponent.Config.class)
public final class QueueComponent implements HealthPart {

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
        @AttributeDefinition(description = "Attempts a minute of one lane in the long run; empty or 0: no limit")
        String ratePerMinute() default "";

        /** See the description. */
        @AttributeDefinition(description = "So many attempts at once after a pause, where a rate is set")
        String burst() default "10";

        /** See the description. */
        @AttributeDefinition(description = "Dead letters of one lane that are kept, the younger ones; 0: all")
        String keepDead() default "10000";

        /** See the description. */
        @AttributeDefinition(description = "How long dead letters are kept; empty for ever")
        String keepDeadFor() default "P90D";

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
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Meters meters = new Meters();
    private final Set<DeliveryChannel> channels = new LinkedHashSet<>();
    private final Duration patience;
    private final Thread opening;
    private @Nullable QueueService queue;
    private @Nullable ServiceRegistration<?> offer;
    private String problem = "waits for the store";
    private boolean closed;

    /**
     * Begins to open the store.
     *
     * @param properties the configuration once more, for its keys that have the id of a lane in them
     */
    @Activate
    public QueueComponent(
            BundleContext context, @Reference EventStore store, Config config, Map<String, Object> properties) {
        this(context, store, config, properties, PATIENCE);
    }

    QueueComponent(
            BundleContext context, EventStore store, Config config, Map<String, Object> properties, Duration patience) {
        this.patience = patience;
        opening = new Thread(() -> open(context, store, config, properties), "tocsin-queue-opening");
        opening.setDaemon(true);
        opening.start();
    }

    /** Ends within two seconds; what has not left stays in the store. One that is being opened is waited for. */
    @Deactivate
    public void close() {
        synchronized (this) {
            closed = true;
        }
        try {
            opening.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (opening.isAlive()) {
            LOG.warn("TOCSIN-QUEUE-010 the store is still being opened, and is closed when that is done");
        } else {
            withdraw();
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addChannel(DeliveryChannel channel) {
        channels.add(channel);
        if (queue != null) {
            queue.add(channel);
        }
    }

    synchronized void removeChannel(DeliveryChannel channel) {
        channels.remove(channel);
        if (queue != null) {
            queue.remove(channel);
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
    public String part() {
        return "queue";
    }

    @Override
    public synchronized Health health() {
        return queue != null ? queue.health() : new Health(State.FAILED, problem);
    }

    private void open(BundleContext context, EventStore store, Config config, Map<String, Object> properties) {
        try {
            QueueService opened = new QueueService(store, config, properties, meters);
            if (!take(opened)) {
                opened.close();
                return;
            }
            // outside the lock: who waits for the queue starts on this thread, and may wait for another that brings a
            // channel
            ServiceRegistration<?> offered = context.registerService(
                    new String[] {EventQueue.class.getName(), QueueControl.class.getName()}, opened, null);
            if (!keep(offered)) {
                withdraw();
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.error("TOCSIN-QUEUE-008 the queue cannot be opened", e);
            withdraw();
            failed("cannot be opened, see the log: " + e);
        }
    }

    private synchronized boolean take(QueueService opened) {
        if (closed) {
            return false;
        }
        queue = opened;
        channels.forEach(opened::add);
        return true;
    }

    private synchronized boolean keep(ServiceRegistration<?> offered) {
        offer = offered;
        return !closed;
    }

    private synchronized void failed(String why) {
        problem = why;
    }

    private void withdraw() {
        ServiceRegistration<?> offered;
        QueueService open;
        synchronized (this) {
            offered = offer;
            open = queue;
            offer = null;
            queue = null;
        }
        if (offered != null) {
            offered.unregister();
        }
        if (open != null) {
            open.close();
        }
    }
}
