// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** The plugins of this agent. An OSGi service. */
@ProviderType
public interface PluginControl {

    /** The capability of whoever brings an adapter. */
    String ADAPTER = "tocsin.adapter";

    /** Its attribute with the adapter's name. */
    String NAME = "name";

    /** All plugins: those of the product, those that are wanted or there besides, those that could be; by name. */
    List<PluginStatus> plugins();

    /**
     * Who brings which adapter: by the adapter's name, whether its plugin is installed or could be. A feature, or a bundle, says
     * so by the capability {@value #ADAPTER}, whose attribute {@value #NAME} is the adapter's name. Takes no long time.
     */
    default Map<String, Offer> adapters() {
        return Map.of();
    }

    /**
     * Who brings an adapter.
     *
     * @param plugin the feature's or bundle's name
     * @param present whether it is installed
     */
    record Offer(String plugin, boolean present) {

        /** What to do while the adapter is not there. */
        public String remedy() {
            return present
                    ? "its plugin " + plugin
                            + " is installed and does not run, the line engine of 'tocsin status' says why"
                    : "add " + plugin + " to TOCSIN_PLUGINS or etc/org.tocsin.plugins.cfg";
        }
    }
}
