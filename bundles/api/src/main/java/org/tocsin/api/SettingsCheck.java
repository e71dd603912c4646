// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says what is wrong with the settings of a plugin while the plugin does not run: {@code tocsin config check} asks it in
 * a process of its own, without a container. A bundle names its checks in {@code
 * META-INF/services/org.tocsin.api.SettingsCheck}; keys, defaults and secrets are what its metatype description says. A
 * check has a public constructor without arguments, and needs nothing but the JDK, its own bundle and bundles of the house.
 *
 * <p>It reads the values by the very code of the running plugin, so that both say the same: see {@link SettingsReader}.
 */
@ConsumerType
public interface SettingsCheck {

    /** The PID whose settings these are. */
    String pid();

    /**
     * All that is wrong, each in one line that names file, key, value and remedy; and no secret.
     *
     * @param values what is configured, by key; what is missing has its default. Besides, as in the agent: {@code
     *     felix.fileinstall.filename}, the URI of the file, and {@code service.pid}, {@code <pid>~<name>}, of a factory
     */
    List<String> wrong(Map<String, String> values);

    /** Whether the plugin also reads this key, which its description cannot list because a part of it is free. */
    default boolean knows(String key) {
        return false;
    }
}
