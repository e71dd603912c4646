// SPDX-License-Identifier: Apache-2.0
package org.tocsin.heartbeat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.RoutesBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.EventQueue;
import org.tocsin.api.HealthPart;
import org.tocsin.api.LaneStatus;

/** Offers the route of the heartbeat while it is turned on. A heartbeat that fails is nobody's trouble. */
@Component(configurationPid = Config.PID, immediate = true, service = HealthPart.class)
@Designate(ocd = Config.class)
public final class HeartbeatPart implements HealthPart {

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatPart.class);

    private final AtomicReference<@Nullable EventQueue> queue = new AtomicReference<>();
    private volatile Health health;
    private @Nullable ServiceRegistration<?> routes;

    /** Turns it on, when that is configured. */
    @Activate
    public HeartbeatPart(BundleContext context, Config config) {
        Health first = new Health(State.READY, "off");
        try {
            Settings settings = Settings.of(config);
            if (settings.on()) {
                first = new Health(State.READY, "to " + settings.address().getHost() + ", none is sent yet");
                routes = open(context, settings);
            }
        } catch (IllegalArgumentException | IOException e) {
            first = new Health(State.DEGRADED, String.valueOf(e.getMessage()));
            LOG.error("TOCSIN-HEARTBEAT-001 {}", e.getMessage());
        }
        health = first;
    }

    private ServiceRegistration<?> open(BundleContext context, Settings settings) throws IOException {
        String data = System.getProperty("tocsin.data", System.getProperty("karaf.data", "data"));
        Report report = new Report(
                AgentId.of(Path.of(data, "agent-id")),
                context.getBundle().getVersion().toString(),
                Instant.now(Clock.systemUTC()));
        return context.registerService(RoutesBuilder.class, new Routes(settings, report), null);
    }

    /** A route for each Camel context. */
    private final class Routes implements PrototypeServiceFactory<RoutesBuilder> {
        private final Settings settings;
        private final Report report;

        Routes(Settings settings, Report report) {
            this.settings = settings;
            this.report = report;
        }

        @Override
        public RoutesBuilder getService(Bundle bundle, ServiceRegistration<RoutesBuilder> registration) {
            return new HeartbeatRoutes(
                    settings,
                    report,
                    HeartbeatPart.this::lanes,
                    text -> health =
                            new Health(State.READY, "to " + settings.address().getHost() + ", " + text));
        }

        @Override
        public void ungetService(
                Bundle bundle, ServiceRegistration<RoutesBuilder> registration, RoutesBuilder service) {
            try {
                ((HeartbeatRoutes) service).close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<LaneStatus> lanes() {
        EventQueue there = queue.get();
        return there == null ? List.of() : there.status();
    }

    /** Turns it off. */
    @Deactivate
    public void close() {
        ServiceRegistration<?> open = routes;
        if (open != null) {
            open.unregister();
        }
    }

    @Override
    public String part() {
        return "heartbeat";
    }

    @Override
    public Health health() {
        return health;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindQueue(EventQueue service) {
        queue.set(service);
    }

    void unbindQueue(EventQueue service) {
        queue.compareAndSet(service, null);
    }
}
