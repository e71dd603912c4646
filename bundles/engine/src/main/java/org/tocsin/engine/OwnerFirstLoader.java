// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks into the bundle that owns the routes first, and then into Camel: so a bundle's own Camel components are found. */
final class OwnerFirstLoader extends ClassLoader {

    private final BundleClasses owner;
    private final ClassLoader camel;

    OwnerFirstLoader(BundleClasses owner, ClassLoader camel) {
        super(camel);
        this.owner = owner;
        this.camel = camel;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        try {
            return owner.load(name);
        } catch (ClassNotFoundException notTheirs) {
            return camel.loadClass(name);
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        try {
            Enumeration<URL> theirs = owner.resources(name);
            return theirs.hasMoreElements() ? theirs.nextElement() : camel.getResource(name);
        } catch (IOException unreadable) {
            return camel.getResource(name);
        }
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> all = new ArrayList<>(Collections.list(owner.resources(name)));
        all.addAll(Collections.list(camel.getResources(name)));
        return Collections.enumeration(all);
    }
}
