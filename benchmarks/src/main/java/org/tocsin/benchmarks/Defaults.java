// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The configuration of a component outside the container: its defaults, and what is given instead of some of them. */
public final class Defaults {

    private Defaults() {}

    /** A configuration of that type. */
    public static <A extends Annotation> A of(Class<A> type, Map<String, Object> given) {
        Set<String> known =
                Stream.of(type.getDeclaredMethods()).map(m -> m.getName()).collect(Collectors.toSet());
        if (!known.containsAll(given.keySet())) {
            throw new IllegalArgumentException(type + " has " + known + " and not all of " + given.keySet());
        }
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Object value = given.get(method.getName());
                    return value == null ? method.getDefaultValue() : value;
                }));
    }
}
