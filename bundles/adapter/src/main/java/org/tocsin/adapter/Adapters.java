// SPDX-License-Identifier: Apache-2.0
package org.tocsin.adapter;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.tocsin.api.Adapter;
import org.tocsin.api.HealthPart;

/** The adapters, as they come and go, and which of them are missed: a line of the status. */
@Component(service = {Adapters.class, HealthPart.class})
public final class Adapters implements HealthPart {

    private final Map<String, Adapter> adapters = new ConcurrentHashMap<>();
    private final Set<String> missed = new ConcurrentSkipListSet<>();

    /** The adapter of this name; null when it is not there, which the status tells until it is. */
    @Nullable
    Adapter find(String name) {
        Adapter adapter = adapters.get(name);
        if (adapter == null) {
            missed.add(name);
            if (adapters.containsKey(name)) {
                missed.remove(name); // it has come meanwhile
            }
        }
        return adapter;
    }

    @Override
    public String part() {
        return RawFormat.CHANNEL;
    }

    @Override
    public Health health() {
        return missed.isEmpty()
                ? new Health(State.READY, "no input waits for an adapter")
                : new Health(
                        State.DEGRADED,
                        missed.stream()
                                .map(name -> "inputs wait for the adapter " + name + ": " + remedy(name))
                                .collect(Collectors.joining("; ")));
    }

    /** What to do about an adapter that is not there. */
    static String remedy(String name) {
        return "add tocsin-" + name + " to TOCSIN_PLUGINS or etc/org.tocsin.plugins.cfg, or drop its inputs";
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindAdapter(Adapter service) {
        adapters.put(service.name(), service);
        missed.remove(service.name());
    }

    void unbindAdapter(Adapter service) {
        adapters.remove(service.name(), service);
    }
}
