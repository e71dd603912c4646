// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.tocsin.api.Adapter;
import org.tocsin.cli.RefusedException;

/** The adapters, as they come and go. */
@Component(service = Adapters.class)
public final class Adapters {

    private final Map<String, Entry> adapters = new ConcurrentSkipListMap<>();

    /** The names of all that were ever there. */
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /**
     * An adapter that is there.
     *
     * @param route the id of the route that it is; empty when it is none
     */
    record Entry(Adapter adapter, String route) {}

    /** What is said of one that nobody knows. */
    RefusedException unknown(String name) {
        // what a person typed may be something else, typed in the wrong place
        String shown = name.matches("[a-z][a-z0-9-]{0,62}") ? name : "adapter of that name";
        String there = adapters.isEmpty()
                ? "nor any other: install its plugin"
                : "only " + String.join(", ", adapters.keySet()) + ": correct the name or install its plugin";
        return new RefusedException(RefusedException.Reason.UNKNOWN, "adapter: there is no " + shown + ", " + there);
    }

    /** Whether one of this name was there: it may come back. */
    boolean wasThere(String name) {
        return seen.contains(name);
    }

    /** The adapter of this name; null when it is not there. */
    @Nullable
    Adapter find(String name) {
        Entry entry = adapters.get(name);
        return entry == null ? null : entry.adapter();
    }

    /** All of them, by name. */
    List<Entry> all() {
        return List.copyOf(adapters.values());
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindAdapter(Adapter service, Map<String, Object> properties) {
        seen.add(service.name());
        adapters.put(service.name(), new Entry(service, Objects.toString(properties.get(Adapter.ROUTE), "")));
    }

    void unbindAdapter(Adapter service) {
        adapters.computeIfPresent(service.name(), (name, entry) -> entry.adapter() == service ? null : entry);
    }
}
