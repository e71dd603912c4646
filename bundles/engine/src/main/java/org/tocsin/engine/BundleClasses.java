// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** The classes and resources that a bundle sees. */
interface BundleClasses {

    /** The class of this name. */
    Class<?> load(String name) throws ClassNotFoundException;

    /** All resources of this name. */
    Enumeration<URL> resources(String name) throws IOException;

    /** Whether its routes may use all classes that Camel reaches; else those of {@link NarrowClasses} alone. */
    default boolean openToAll() {
        return true;
    }

    static BundleClasses of(Bundle bundle) {
        return new BundleClasses() {
            @Override
            public Class<?> load(String name) throws ClassNotFoundException {
                return bundle.loadClass(name);
            }

            @Override
            public Enumeration<URL> resources(String name) throws IOException {
                @Nullable Enumeration<URL> found = bundle.getResources(name);
                return found == null ? Collections.emptyEnumeration() : found;
            }
        };
    }
}
