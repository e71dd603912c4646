// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import org.apache.camel.CamelContext;

/**
 * The thread's context class loader, which Camel and what it calls look into: that of the route's context while a
 * thread of somebody else runs a route, and again what it was before.
 */
public final class Loaders {

    private Loaders() {}

    /** Gives the thread the class loader of this context; returns the one it had, for {@link #leave}. */
    @SuppressWarnings("NullAway") // a thread may have no context class loader, and then gets back none
    public static ClassLoader enter(CamelContext context) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context.getApplicationContextClassLoader());
        return before;
    }

    /** Gives the thread back what {@link #enter} returned. */
    public static void leave(ClassLoader before) {
        Thread.currentThread().setContextClassLoader(before);
    }
}
