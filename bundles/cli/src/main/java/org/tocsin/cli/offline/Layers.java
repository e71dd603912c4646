// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lays flags over variables over files over those of other agents over defaults, as launcher and container do it. */
final class Layers {

    private final Variables variables;
    private final Placeholders placeholders;
    private final Migrated migrated;
    private final Map<String, ConfigFile> files = new TreeMap<>();

    private final Set<String> others = new TreeSet<>();

    /**
     * Reads the files.
     *
     * @param etc the configuration; need not be there yet
     * @param shipped what the launcher copies there when it is missing
     * @param migrated what the files of other agents say
     */
    Layers(Variables variables, Path etc, Path shipped, Migrated migrated) throws IOException {
        this.migrated = migrated;
        this.variables = variables;
        placeholders = new Placeholders(variables.all(), variables.properties());
        for (Path directory : List.of(shipped, etc)) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> paths = Files.list(directory)) {
                    for (Path path : paths.toList()) {
                        String name = String.valueOf(path.getFileName());
                        if (name.endsWith(".cfg")) {
                            files.put(name, ConfigFile.read(path));
                        } else {
                            others.add(name);
                        }
                    }
                }
            }
        }
    }

    /**
     * A value that is in effect.
     *
     * @param key of the plugin
     * @param text null when only the agent understands it
     * @param from flag, variable, file and line, or {@code default}
     * @param set whether something else than the default says it
     */
    record Value(String key, @Nullable String text, String from, boolean set) {}

    Map<String, ConfigFile> files() {
        return files;
    }

    /** The names of what else is there. */
    Set<String> others() {
        return others;
    }

    /** The files that are a plugin's configuration: one, or any number for a factory. */
    List<ConfigFile> filesOf(Description plugin) {
        return files.values().stream().filter(file -> plugin.isOf(file.name())).toList();
    }

    /** All values of a plugin. */
    List<Value> values(Description plugin, @Nullable ConfigFile file) {
        Set<String> keys = new LinkedHashSet<>(plugin.keys().keySet());
        if (file != null) {
            file.values().keySet().stream().filter(plugin::knows).forEach(keys::add);
        }
        List<Value> values = new ArrayList<>();
        for (String key : keys) {
            values.add(value(plugin, file, key));
        }
        return values;
    }

    /** Whether another agent's address counts, with nothing of ours said of TLS or of doing without. */
    boolean leavesTheirAddressAsItWas(Description http) {
        return filesOf(http).stream()
                .anyMatch(file -> isTheirs(http, file, "address")
                        && isTheirs(http, file, "plaintext")
                        && "".equals(value(http, file, "tls.certificate").text()));
    }

    private boolean isTheirs(Description plugin, ConfigFile file, String key) {
        Migrated.Value theirs = migrated.value(plugin.plugin() + '.' + key);
        return theirs != null && theirs.from().equals(value(plugin, file, key).from());
    }

    private Value value(Description plugin, @Nullable ConfigFile file, String key) {
        String written = file == null ? null : file.values().get(key);
        if (file == null || written == null) {
            String said = variables.over(plugin, key);
            if (Variables.isOfTheLauncher(plugin, key) && variables.isSet(said)) {
                return new Value(
                        key, variables.get(said).strip(), variables.source(said, plugin.plugin() + '.' + key), true);
            }
            Description.Key described = plugin.keys().get(key);
            String standard = described == null ? null : described.standard();
            return new Value(key, standard == null ? "" : standard, "default", false);
        }
        String place = file.name() + ':' + file.lines().getOrDefault(key, 0);
        String variable = variables.over(plugin, key);
        String source = variable.isEmpty() ? "" : variables.source(variable, plugin.plugin() + '.' + key);
        Migrated.Value theirs = source.isEmpty() ? theirs(plugin, key, written) : null;
        if (theirs != null) {
            return new Value(key, theirs.text(), theirs.from(), true);
        }
        if (!variable.isEmpty()) {
            return new Value(key, variables.get(variable).strip(), source.isEmpty() ? place : source, true);
        }
        Optional<String> filled = placeholders.fill(written);
        String inside = placeholders.variableIn(written, variables.given());
        return new Value(key, filled.orElse(null), inside.isEmpty() ? place : inside, true);
    }

    /** What another agent's file says of a key that ours leaves at its default, as it is shipped. */
    private Migrated.@Nullable Value theirs(Description plugin, String key, String written) {
        Migrated.Value theirs = migrated.value(plugin.plugin() + '.' + key);
        if (theirs == null
                || !placeholders.variableIn(written, variables.given()).isEmpty()) {
            return null;
        }
        if (Variables.isOfTheLauncher(plugin, key)) {
            // the launcher reads the file, too, and knows no default of it
            return written.isEmpty() || written.contains("$[") ? theirs : null;
        }
        Description.Key described = plugin.keys().get(key);
        String standard = described == null ? null : described.standard();
        return placeholders.fill(written).orElse("").equals(standard == null ? "" : standard) ? theirs : null;
    }
}
