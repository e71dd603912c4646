// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultClassResolver;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.InvalidEventException;

/**
 * The classes that a route without a bundle may name: Camel's, the house's contract, exceptions, and what values are made
 * of. Not those of the product's inside, nor of what Camel is built on, nor the platform's that start processes. That
 * keeps a file honest and is no prison: whoever may write into {@code deploy/} may put a bundle there.
 */
final class NarrowClasses extends DefaultClassResolver {

    /** The classes of somebody who brings none. */
    static final BundleClasses NONE = new BundleClasses() {
        @Override
        public Class<?> load(String name) throws ClassNotFoundException {
            throw new ClassNotFoundException(name);
        }

        @Override
        public Enumeration<URL> resources(String name) {
            return Collections.emptyEnumeration();
        }

        @Override
        public boolean openToAll() {
            return false;
        }
    };

    private static final String API = InvalidEventException.class.getPackageName() + '.';
    private static final Set<String> VALUES = Set.of(
            "java.io.InputStream",
            "java.io.Reader",
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Double",
            "java.lang.Float",
            "java.lang.Integer",
            "java.lang.Iterable",
            "java.lang.Long",
            "java.lang.Number",
            "java.lang.Object",
            "java.lang.Short",
            "java.lang.String",
            "java.math.BigDecimal",
            "java.math.BigInteger",
            "java.nio.ByteBuffer",
            "java.util.ArrayList",
            "java.util.Collection",
            "java.util.Date",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.Iterator",
            "java.util.LinkedHashMap",
            "java.util.LinkedHashSet",
            "java.util.List",
            "java.util.Map",
            "java.util.Set");

    NarrowClasses(CamelContext context) {
        super(context);
    }

    @Override
    protected @Nullable Class<?> loadClass(String name, ClassLoader loader) {
        if (name.startsWith(API)) {
            return super.loadClass(name, InvalidEventException.class.getClassLoader());
        }
        Class<?> found = super.loadClass(name, loader);
        return found != null && isAllowed(found) ? found : null;
    }

    private static boolean isAllowed(Class<?> type) {
        if (type.isArray()) {
            return isAllowed(type.getComponentType());
        }
        String name = type.getName();
        return type.isPrimitive()
                || name.startsWith("org.apache.camel.")
                || VALUES.contains(name)
                || (name.startsWith("java.") && Throwable.class.isAssignableFrom(type));
    }
}
