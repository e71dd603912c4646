// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashSet;
import java.util.Set;
import org.osgi.framework.BundleContext;
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
import org.tocsin.api.HealthPart;
import org.tocsin.api.SettingsInForce;
import org.tocsin.api.store.EventStore;

/**
 * Offers the store; another one when other settings are in force, and then the queue opens that. A wrong value of a running
 * agent takes nothing away from the queue.
 */
@Component(service = HealthPart.class, immediate = true, configurationPid = "org.tocsin.queue.derby")
@Designate(ocd = DerbyEventStore.Config.class)
public final class StorePart implements HealthPart {

    private static final Logger LOG = LoggerFactory.getLogger(StorePart.class);

    private final BundleContext context;
    private final SettingsInForce<Settings> inForce = new SettingsInForce<>();
    private final Set<MeterRegistry> registries = new LinkedHashSet<>();
    private volatile DerbyEventStore store;
    private ServiceRegistration<EventStore> offer;

    /** Opens nothing: that is the queue's to do. */
    @Activate
    public StorePart(BundleContext context, DerbyEventStore.Config config) {
        this.context = context;
        // at the start the store says it when it shall be opened, and the launcher hears of it
        inForce.read(() -> Settings.of(config), wrong -> LOG.debug("the store says so: {}", wrong));
        store = new DerbyEventStore(config);
        offer = context.registerService(EventStore.class, store, null);
    }

    /** Not a new component: see the class. */
    @Modified
    void modified(DerbyEventStore.Config config) {
        if (!inForce.read(() -> Settings.of(config), wrong -> LOG.error("TOCSIN-QUEUE-DERBY-001 {}", wrong))
                && inForce.settings().isPresent()) {
            return;
        }
        close();
        offer = context.registerService(EventStore.class, replace(new DerbyEventStore(config)), null);
    }

    private synchronized DerbyEventStore replace(DerbyEventStore next) {
        registries.forEach(store::unsetMeters);
        registries.forEach(next::setMeters);
        store = next;
        return next;
    }

    /** Takes the store away, upon which the queue closes it. */
    @Deactivate
    void close() {
        offer.unregister();
        store.close();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void setMeters(MeterRegistry registry) {
        registries.add(registry);
        store.setMeters(registry);
    }

    synchronized void unsetMeters(MeterRegistry registry) {
        registries.remove(registry);
        store.unsetMeters(registry);
    }

    @Override
    public String part() {
        return store.part();
    }

    @Override
    public Health health() {
        Health health = store.health();
        return inForce.settings().isPresent() ? inForce.over(health) : health;
    }
}
