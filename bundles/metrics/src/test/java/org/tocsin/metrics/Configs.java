// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Configurations as the container makes them: what is not said has its default. */
final class Configs {

    private Configs() {}

    static Config of(Map<String, String> said) {
        return (Config) Proxy.newProxyInstance(
                Config.class.getClassLoader(),
                new Class<?>[] {Config.class},
                (proxy, method, arguments) -> said.getOrDefault(method.getName(), (String) method.getDefaultValue()));
    }
}
