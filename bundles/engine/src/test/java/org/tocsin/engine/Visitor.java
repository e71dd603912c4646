// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.osgi.framework.Version;

/** A bundle that brings builders, without a framework. */
final class Visitor implements RouteSet.Source {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Supplier<RoutesBuilder> builders;
    private int taken;

    private Visitor(Supplier<RoutesBuilder> builders) {
        this.builders = builders;
    }

    /** A new set of routes of a bundle. */
    static RouteSet of(String name, String version, Supplier<RoutesBuilder> builders) {
        int number = NUMBERS.incrementAndGet();
        return new RouteSet(new Owner(number, name, new Version(version), NOTHING), number, new Visitor(builders));
    }

    /** How many builders were taken and not given back. */
    static int taken(RouteSet set) {
        return ((Visitor) set.source()).taken;
    }

    @Override
    public RoutesBuilder take(CamelContext context) {
        taken++;
        return builders.get();
    }

    @Override
    public void giveBack(RoutesBuilder builder) {
        taken--;
    }

    static final BundleClasses NOTHING = new BundleClasses() {
        @Override
        public Class<?> load(String name) throws ClassNotFoundException {
            throw new ClassNotFoundException(name);
        }

        @Override
        public Enumeration<URL> resources(String name) throws IOException {
            return Collections.emptyEnumeration();
        }
    };
}
