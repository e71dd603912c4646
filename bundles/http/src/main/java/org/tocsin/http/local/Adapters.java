// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.tocsin.api.Adapter;
import org.tocsin.api.AdapterFailedException;

/** The adapters, as they come and go. */
@Component(service = Adapters.class)
public final class Adapters {

    private final Map<String, Adapter> adapters = new ConcurrentSkipListMap<>();

    /**
     * The adapter of this name.
     *
     * @throws AdapterFailedException when it is not there: not installed, or just being replaced. The sender keeps what it
     *     has and tries again
     */
    Adapter of(String name) throws AdapterFailedException {
        Adapter adapter = adapters.get(name);
        if (adapter == null) {
            throw new AdapterFailedException("adapter: " + name
                    + " is not there, install its plugin or correct the name; there are " + adapters.keySet());
        }
        return adapter;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindAdapter(Adapter service) {
        adapters.put(service.name(), service);
    }

    void unbindAdapter(Adapter service) {
        adapters.remove(service.name(), service);
    }
}
