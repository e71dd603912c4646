// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/**
 * A bundle that brings routes.
 *
 * @param bundleId what tells it from another copy of itself
 * @param name its symbolic name
 * @param version its version
 * @param classes where its classes are
 */
record Owner(long bundleId, String name, Version version, BundleClasses classes) {

    private static final String HOUSE = "org.tocsin.";

    static Owner of(Bundle bundle) {
        return new Owner(bundle.getBundleId(), bundle.getSymbolicName(), bundle.getVersion(), BundleClasses.of(bundle));
    }

    /** Whether this is one of the product's own bundles, which share one context. */
    boolean isOfTheHouse() {
        return name.startsWith(HOUSE);
    }

    /** Whether this is a newer version of the other. */
    boolean supersedes(Owner other) {
        return name.equals(other.name) && version.compareTo(other.version) > 0;
    }

    @Override
    public String toString() {
        return name + '/' + version;
    }
}
