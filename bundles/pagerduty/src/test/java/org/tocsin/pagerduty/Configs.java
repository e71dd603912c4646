// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** Configurations for tests. */
final class Configs {

    private Configs() {}

    /** The defaults with some values changed. */
    static Config with(String... keysAndValues) {
        Map<String, String> changed = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            changed.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return (Config) Proxy.newProxyInstance(
                Config.class.getClassLoader(),
                new Class<?>[] {Config.class},
                (proxy, method, arguments) ->
                        changed.getOrDefault(method.getName(), (String) method.getDefaultValue()));
    }
}
