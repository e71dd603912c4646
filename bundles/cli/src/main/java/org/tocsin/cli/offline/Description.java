// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a plugin, as the metatype description in its bundle tells them.
 *
 * @param pid of its configuration; of a factory, the part that its configurations have in common
 * @param factory whether there may be several of these configurations
 * @param keys by name, in the order of the description
 * @param check the plugin's own; null when it brings none
 */
record Description(
        String pid,
        boolean factory,
        Map<String, Key> keys,
        @Nullable PluginCheck check) {

    private static final String OURS = "org.tocsin.";

    Description {
        keys = new LinkedHashMap<>(keys);
    }

    /**
     * A key.
     *
     * @param name as it stands in the file
     * @param type of the value, as metatype has it
     * @param secret whether the value is never shown
     * @param standard the default; null when it must be given
     * @param least the smallest number; null for none
     * @param most the largest number; null for none
     * @param options the only values there are; empty for any
     */
    record Key(
            String name,
            String type,
            boolean secret,
            @Nullable String standard,
            @Nullable String least,
            @Nullable String most,
            List<String> options) {}

    /** The name of its file, without the directory. */
    String file() {
        return pid + ".cfg";
    }

    /** Whether a file of this name is its configuration. */
    boolean isOf(String name) {
        return factory ? name.matches("\\Q" + pid + "\\E[-~].+\\.cfg") : name.equals(file());
    }

    /** What a person calls it. */
    String plugin() {
        return pid.startsWith(OURS) ? pid.substring(OURS.length()) : pid;
    }

    /** The variable that lies over a key of its file; empty when there is none. */
    String variable(String key) {
        return factory || !pid.startsWith(OURS)
                ? ""
                : ("TOCSIN_" + plugin() + '_' + key).toUpperCase(Locale.ROOT).replace('.', '_');
    }

    boolean knows(String key) {
        PluginCheck own = check;
        return keys.containsKey(key) || (own != null && own.knows(key));
    }

    boolean isSecret(String key) {
        Key known = keys.get(key);
        return known != null && known.secret();
    }
}
