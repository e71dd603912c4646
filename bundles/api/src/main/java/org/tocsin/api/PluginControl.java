// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The plugins of this agent. An OSGi service. */
@ProviderType
public interface PluginControl {

    /** All plugins: those of the product, those that are wanted or there besides, those that could be; by name. */
    List<PluginStatus> plugins();
}
