// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.tocsin.api.PluginControl;
import org.tocsin.api.PluginControl.Offer;
import org.tocsin.api.PluginStatus;
import org.tocsin.cli.PluginView;
import org.tocsin.cli.RefusedException;

/** The plugins, when somebody is there who knows them. */
@Component(service = PluginBook.class)
public final class PluginBook {

    private final AtomicReference<@Nullable PluginControl> control = new AtomicReference<>();

    /** Who brings which adapter, by the names of both: also while nobody knows, or the plugin is just being replaced. */
    private final Map<String, String> known = new ConcurrentHashMap<>();

    /** All of them. */
    List<PluginView> plugins() throws RefusedException {
        PluginControl there = control.get();
        if (there == null) {
            throw new RefusedException(
                    RefusedException.Reason.BUSY, "plugins: are not known yet, try again in a moment");
        }
        return there.plugins().stream().map(PluginBook::view).toList();
    }

    /** Who brings this adapter, or could, or did; null for nobody that is known. */
    @Nullable
    Offer offer(String adapter) {
        PluginControl there = control.get();
        Map<String, Offer> offers = there == null ? Map.of() : there.adapters();
        offers.forEach((name, offer) -> known.put(name, offer.plugin()));
        String plugin = known.get(adapter);
        return plugin == null ? null : offers.getOrDefault(adapter, new Offer(plugin, false));
    }

    /** Whether there may be more plugins in a moment: nobody knows them yet, or some are still being brought. */
    boolean isComing() {
        PluginControl there = control.get();
        return there == null || there.plugins().stream().anyMatch(plugin -> plugin.wanted() && !plugin.present());
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
