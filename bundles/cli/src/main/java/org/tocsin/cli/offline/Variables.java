// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The launcher's environment.
 *
 * @param all variables, those too that the launcher itself has set
 * @param given names of the variables that the caller has set
 * @param flags names of the variables that stand for a flag {@code --set}
 */
record Variables(Map<String, String> all, Set<String> given, Set<String> flags) {

    /** How the source of a value begins that a flag says. */
    static final String FLAG = "flag --set ";

    /** Variables with a name of their own that stand for a key. */
    private static final Map<String, String> SHORT = Map.of(
            "http.address", "TOCSIN_ADDRESS",
            "http.secretFile", "TOCSIN_SECRET_FILE",
            "plugins.features", "TOCSIN_PLUGINS");

    /** What the launcher works out of the files by itself, as the agent does, when nobody has set it. */
    private static final Set<String> ALWAYS = Set.of("TOCSIN_ADDRESS", "TOCSIN_SECRET_FILE");

    /** What is a property of the agent's JVM, too, by the same name in small letters and with dots. */
    private static final List<String> HANDED_ON =
            List.of("TOCSIN_HOME", "TOCSIN_ETC", "TOCSIN_DATA", "TOCSIN_SPOOL", "TOCSIN_ADDRESS", "TOCSIN_SECRET_FILE");

    /** Variables of the launcher, the clients and the build, which stand for no key of a plugin. */
    private static final Set<String> LAUNCHER = Set.of(
            "TOCSIN_HOME",
            "TOCSIN_ETC",
            "TOCSIN_DATA",
            "TOCSIN_SPOOL",
            "TOCSIN_SECRET_FILE",
            "TOCSIN_ADDRESS",
            "TOCSIN_PAGERDUTY_URL",
            "TOCSIN_PLUGINS",
            "TOCSIN_JAVA_OPTS",
            "TOCSIN_CLASS_DATA",
            "TOCSIN_START_TIMEOUT",
            "TOCSIN_URL",
            Migrated.ETC,
            Migrated.CONFIG,
            "TOCSIN_MIGRATED",
            "TOCSIN_CA_FILE",
            "TOCSIN_CONNECT",
            "TOCSIN_CLI_JAR");

    /** As the launcher tells them: {@code TOCSIN_GIVEN} and {@code TOCSIN_FLAGS} are lists of names. */
    static Variables of(Map<String, String> environment) {
        return new Variables(environment, names(environment, "TOCSIN_GIVEN"), names(environment, "TOCSIN_FLAGS"));
    }

    private static Set<String> names(Map<String, String> environment, String variable) {
        Set<String> names = new TreeSet<>(
                Arrays.asList(environment.getOrDefault(variable, "").trim().split("\\s+")));
        names.remove("");
        names.remove("TOCSIN_GIVEN");
        names.remove("TOCSIN_FLAGS");
        return names;
    }

    String get(String name) {
        return all.getOrDefault(name, "");
    }

    /** The variable that lies over a key of a file; empty when there is none. */
    String over(Description plugin, String key) {
        String brief = SHORT.getOrDefault(plugin.plugin() + '.' + key, "");
        String full = plugin.variable(key);
        if (!brief.isEmpty() && (isSet(brief) || !isSet(full))) {
            return isSet(brief) || ALWAYS.contains(brief) ? brief : "";
        }
        return isSet(full) ? full : "";
    }

    /** Whether the launcher itself reads the key in the file. */
    static boolean isOfTheLauncher(Description plugin, String key) {
        return ALWAYS.contains(SHORT.getOrDefault(plugin.plugin() + '.' + key, ""));
    }

    /** Whether the caller has set it, as a variable or as a flag. */
    boolean isSet(String name) {
        return given.contains(name) || flags.contains(name);
    }

    /** Where a value comes from that this variable says; empty when nobody has set it. */
    String source(String name, String flag) {
        if (flags.contains(name)) {
            return FLAG + flag;
        }
        return given.contains(name) ? name : "";
    }

    /** Names of variables that stand for a key, by these plugins. */
    Map<String, String> known(Iterable<Description> plugins) {
        Map<String, String> known = new LinkedHashMap<>();
        LAUNCHER.forEach(name -> known.put(name, ""));
        for (Description plugin : plugins) {
            for (String key : plugin.keys().keySet()) {
                known.put(plugin.variable(key), plugin.plugin() + '.' + key);
            }
        }
        known.remove("");
        return known;
    }

    /** What the launcher hands to the agent's JVM. */
    Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String name : HANDED_ON) {
            properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), get(name));
        }
        properties.put("karaf.home", get("TOCSIN_HOME") + "/karaf");
        properties.put("karaf.data", get("TOCSIN_DATA") + "/karaf");
        properties.put("karaf.base", get("TOCSIN_DATA") + "/karaf");
        properties.put("karaf.log", get("TOCSIN_DATA") + "/log");
        return properties;
    }
}
