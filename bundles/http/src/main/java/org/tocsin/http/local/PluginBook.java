// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tocsin.api.PluginControl;
import org.tocsin.api.PluginStatus;
import org.tocsin.cli.PluginView;
import org.tocsin.cli.RefusedException;

/** The plugins, when somebody is there who knows them. */
@Component(service = PluginBook.class)
public final class PluginBook {

    private final AtomicReference<@Nullable PluginControl> control = new AtomicReference<>();

    /** The names of all plugins that were ever seen: to list them takes a while, and an input comes for each alert. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** All of them. */
    List<PluginView> plugins() throws RefusedException {
        PluginControl there = control.get();
        if (there == null) {
            throw new RefusedException(
                    RefusedException.Reason.BUSY, "plugins: are not known yet, try again in a moment");
        }
        return there.plugins().stream().map(PluginBook::view).toList();
    }

    /** Whether a plugin of this name is there, wanted, or could be, or ever was; not while nobody knows. */
    boolean offers(String name) {
        PluginControl there = control.get();
        if (there != null && !known.contains(name)) {
            there.plugins().forEach(plugin -> known.add(plugin.name()));
        }
        return known.contains(name);
    }

    private static PluginView view(PluginStatus plugin) {
        return new PluginView(
                plugin.name(),
                plugin.version(),
                plugin.wanted(),
                plugin.present(),
                plugin.state().name(),
                plugin.origin().name().toLowerCase(Locale.ROOT),
                plugin.text());
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindControl(PluginControl service) {
        control.set(service);
    }

    void unbindControl(PluginControl service) {
        control.compareAndSet(service, null);
    }
}
