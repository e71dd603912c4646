// SPDX-License-Identifier: Apache-2.0
package org.tocsin.heartbeat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
import org.osgi.service.component.annotations.Modified;
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
import org.tocsin.api.SettingsInForce;
import org.tocsin.channel.http.Outbound;

/** Offers the route of the heartbeat while it is turned on. A heartbeat that fails is nobody's trouble. */
@Component(configurationPid = Config.PID, immediate = true, service = HealthPart.class)
@Designate(ocd = Config.class)
public final class HeartbeatPart implements HealthPart {

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatPart.class);

    private static final Health OFF = new Health(State.READY, "off");

    private final AtomicReference<@Nullable EventQueue> queue = new AtomicReference<>();
    private final SettingsInForce<Settings> inForce = new SettingsInForce<>();
    private final WayOut wayOut;
    private final BundleContext context;
    private volatile Health health = OFF;
    private @Nullable ServiceRegistration<?> routes;

    /** Turns it on, when that is configured. */
    @Activate
    public HeartbeatPart(@Reference WayOut wayOut, BundleContext context, Config config) {
        this.wayOut = wayOut;
        this.context = context;
        modified(config);
        wayOut.follow(this::restart);
    }

    /** Not a new component: a wrong value of a running agent changes nothing. */
    @Modified
    void modified(Config config) {
        if (inForce.read(() -> Settings.of(config), HeartbeatPart::tell)) {
            restart();
        }
    }

    private synchronized void restart() {
        end();
        inForce.settings().ifPresent(this::begin);
    }

    private static void tell(String wrong) {
        LOG.error("TOCSIN-HEARTBEAT-001 {}", wrong);
    }

    private void begin(Settings settings) {
        health = OFF;
        if (settings.on()) {
            Optional<Outbound> outbound = wayOut.outbound();
            if (outbound.isEmpty()) {
                health = new Health(State.DEGRADED, "there is no heartbeat");
                tell(wayOut.problem());
                return;
            }
            try {
                health = new Health(State.READY, "to " + settings.address().getHost() + ", none is sent yet");
                routes = open(context, settings, outbound.get());
            } catch (IOException e) {
                health = new Health(State.DEGRADED, String.valueOf(e.getMessage()));
                tell(String.valueOf(e.getMessage()));
            }
        }
    }

    private ServiceRegistration<?> open(BundleContext context, Settings settings, Outbound outbound)
            throws IOException {
        String data = System.getProperty("tocsin.data", System.getProperty("karaf.data", "data"));
        Report report = new Report(
                AgentId.of(Path.of(data, "agent-id"), AgentId.PDAGENT),
                context.getBundle().getVersion().toString(),
                Instant.now(Clock.systemUTC()));
        return context.registerService(RoutesBuilder.class, new Routes(settings, outbound, report), null);
    }

    /** A route for each Camel context. */
    private final class Routes implements PrototypeServiceFactory<RoutesBuilder> {
        private final Settings settings;
        private final Outbound outbound;
        private final Report report;

        Routes(Settings settings, Outbound outbound, Report report) {
            this.settings = settings;
            this.outbound = outbound;
            this.report = report;
        }

        @Override
        public RoutesBuilder getService(Bundle bundle, ServiceRegistration<RoutesBuilder> registration) {
            return new HeartbeatRoutes(
                    settings,
                    outbound,
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
        wayOut.follow(() -> {});
        end();
    }

    private synchronized void end() {
        ServiceRegistration<?> open = routes;
        if (open != null) {
            routes = null;
            open.unregister();
        }
    }

    @Override
    public String part() {
        return "heartbeat";
    }

    @Override
    public Health health() {
        boolean on = inForce.settings().map(Settings::on).orElse(false);
        return inForce.over(on ? wayOut.over(health) : health);
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
