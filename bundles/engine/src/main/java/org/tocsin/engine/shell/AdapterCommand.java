// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.shell;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.tocsin.api.Adapter;

/** What is common to the commands for adapters: they look at those that are there right now. */
abstract class AdapterCommand implements Action {

    /** Set by the shell. */
    @Reference
    private @Nullable BundleContext context;

    void in(BundleContext bundles) {
        context = bundles;
    }

    /** By their names. */
    Map<String, ServiceReference<Adapter>> adapters() {
        Map<String, ServiceReference<Adapter>> adapters = new TreeMap<>();
        for (ServiceReference<Adapter> reference : references()) {
            adapters.putIfAbsent(String.valueOf(reference.getProperty(Adapter.NAME)), reference);
        }
        return adapters;
    }

    /** The adapter of this name. */
    Adapter adapter(String name) {
        ServiceReference<Adapter> reference = adapters().get(name);
        Adapter adapter = reference == null ? null : there().getService(reference);
        if (adapter == null) {
            throw new IllegalArgumentException("adapter: " + name
                    + " is not there, install its plugin or correct the name; there are "
                    + adapters().keySet());
        }
        return adapter;
    }

    private Collection<ServiceReference<Adapter>> references() {
        try {
            return there().getServiceReferences(Adapter.class, null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter was given", e);
        }
    }

    private BundleContext there() {
        if (context == null) {
            throw new IllegalStateException("the engine is not there");
        }
        return context;
    }
}
