// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
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
import org.tocsin.api.HealthPart;
import org.tocsin.api.SettingsInForce;
import org.tocsin.api.StartupFailure;
import org.tocsin.api.store.EventStore;

/** The queue in the container: opens with it, and anew when other settings are in force. */
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

    private final BundleContext context;
    private final EventStore store;
    private final Meters meters = new Meters();
    private final Set<DeliveryChannel> channels = new LinkedHashSet<>();
    private final SettingsInForce<Settings> inForce = new SettingsInForce<>();
    private final Duration patience;
    private QueueLife life;

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
        this.context = context;
        this.store = store;
        this.patience = patience;
        read(config, properties);
        if (inForce.settings().isEmpty()) {
            tellLauncher(inForce.problem());
        }
        life = new QueueLife(context, this::open, Set.of(), null);
    }

    /** Not a new component: with a wrong value the intake stays open, and the settings before it stay in force. */
    @Modified
    void modified(Config config, Map<String, Object> properties) {
        if (!read(config, properties) && inForce.settings().isPresent()) {
            return;
        }
        QueueLife before = life();
        before.close(patience);
        synchronized (this) {
            life = new QueueLife(context, this::open, channels, before);
        }
    }

    private boolean read(Config config, Map<String, Object> properties) {
        return inForce.read(() -> Settings.of(config, properties), wrong -> LOG.error("TOCSIN-QUEUE-008 {}", wrong));
    }

    private static void tellLauncher(String wrong) {
        try {
            StartupFailure.tell(wrong);
        } catch (IOException e) {
            LOG.warn("TOCSIN-QUEUE-012 the launcher could not be told of the failure above: {}", e.toString());
        }
    }

    private QueueService open() {
        return new QueueService(store, inForce, meters);
    }

    /** Ends within two seconds; what has not left stays in the store. One that is being opened is waited for. */
    @Deactivate
    public void close() {
        life().close(patience);
    }

    private synchronized QueueLife life() {
        return life;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addChannel(DeliveryChannel channel) {
        channels.add(channel);
        life.add(channel);
    }

    synchronized void removeChannel(DeliveryChannel channel) {
        channels.remove(channel);
        life.remove(channel);
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
    public Health health() {
        Health health = life().health();
        return inForce.settings().isPresent() ? inForce.over(health) : health;
    }
}
