// SPDX-License-Identifier: Apache-2.0
package org.tocsin.adapter;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tocsin.api.Adapter;
import org.tocsin.api.EventQueue;
import org.tocsin.api.HealthPart;
import org.tocsin.api.PluginControl;
import org.tocsin.api.PluginControl.Offer;

/** The adapters, as they come and go, and for which of them inputs wait: a line of the status. */
@Component(service = {Adapters.class, HealthPart.class})
public final class Adapters implements HealthPart {

    private final Map<String, Adapter> adapters = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable EventQueue> queue = new AtomicReference<>();
    private final AtomicReference<@Nullable PluginControl> plugins = new AtomicReference<>();

    /** The adapter of this name; null when it is not there. */
    @Nullable
    Adapter find(String name) {
        return adapters.get(name);
    }

    @Override
    public String part() {
        return RawFormat.CHANNEL;
    }

    @Override
    public Health health() {
        EventQueue there = queue.get();
        Set<String> missed = there == null
                ? Set.of()
                : there.status().stream()
                        .filter(status -> status.lane().channel().equals(RawFormat.CHANNEL) && status.waiting() > 0)
                        .map(status -> RawFormat.adapter(status.lane()))
                        .filter(name -> !adapters.containsKey(name))
                        .collect(Collectors.toCollection(TreeSet::new));
        return missed.isEmpty()
                ? new Health(State.READY, "no input waits for an adapter")
                : new Health(
                        State.DEGRADED,
                        missed.stream()
                                .map(name -> "inputs wait for the adapter " + name + ": " + remedy(name))
                                .collect(Collectors.joining("; ")));
    }

    /** What to do about an adapter that is not there. */
    String remedy(String name) {
        PluginControl there = plugins.get();
        Offer offer = there == null ? null : there.adapters().get(name);
        if (offer == null) {
            return "install its plugin, or drop its inputs";
        }
        return offer.present() ? offer.remedy() : offer.remedy() + ", or drop its inputs";
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindAdapter(Adapter service) {
        adapters.put(service.name(), service);
    }

    void unbindAdapter(Adapter service) {
        adapters.remove(service.name(), service);
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

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPlugins(PluginControl service) {
        plugins.set(service);
    }

    void unbindPlugins(PluginControl service) {
        plugins.compareAndSet(service, null);
    }
}
