// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.tocsin.api.Adapter;
import org.tocsin.api.AdapterFailedException;

/** The adapters, as they come and go. */
@Component(service = Adapters.class)
public final class Adapters {

    private final Map<String, Entry> adapters = new ConcurrentSkipListMap<>();

    /**
     * An adapter that is there.
     *
     * @param route the id of the route that it is; empty when it is none
     */
    record Entry(Adapter adapter, String route) {}

    /**
     * The adapter of this name.
     *
     * @throws AdapterFailedException when it is not there: not installed, or just being replaced. The sender keeps what it
     *     has and tries again
     */
    Adapter of(String name) throws AdapterFailedException {
        Adapter adapter = find(name);
        if (adapter == null) {
            throw missing(name);
        }
        return adapter;
    }

    /** What is said of one that is not there. */
    AdapterFailedException missing(String name) {
        return new AdapterFailedException("adapter: " + name
                + " is not there, install its plugin or correct the name; there are " + adapters.keySet());
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
        adapters.put(service.name(), new Entry(service, Objects.toString(properties.get(Adapter.ROUTE), "")));
    }

    void unbindAdapter(Adapter service) {
        adapters.computeIfPresent(service.name(), (name, entry) -> entry.adapter() == service ? null : entry);
    }
}
