// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/**
 * Who brings routes: a bundle, or a file.
 *
 * @param bundleId what tells it from another copy of itself
 * @param name its symbolic name
 * @param version its version; {@link Version#emptyVersion} for a file, which has none
 * @param classes where its classes are
 */
record Owner(long bundleId, String name, Version version, BundleClasses classes) {

    private static final String HOUSE = "org.tocsin.";

    static Owner of(Bundle bundle) {
        return new Owner(bundle.getBundleId(), bundle.getSymbolicName(), bundle.getVersion(), BundleClasses.of(bundle));
    }

    /**
     * A file, which has no class of its own. Its name has a slash, and so is no bundle's.
     *
     * @param number tells it from what the file was before; below zero
     */
    static Owner of(String file, long number) {
        return new Owner(number, file, Version.emptyVersion, NarrowClasses.NONE);
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
        return version.equals(Version.emptyVersion) ? name : name + '/' + version;
    }
}
