// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.ConfigReport.Problem;

/** All that is wrong with the configuration. */
final class ConfigCheck {

    private static final String OURS = "org.tocsin.";

    private final Variables variables;
    private final Descriptions descriptions;
    private final Layers layers;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    ConfigCheck(Variables variables, Descriptions descriptions, Layers layers) {
        this.variables = variables;
        this.descriptions = descriptions;
        this.layers = layers;
    }

    List<Problem> problems() {
        return problems;
    }

    /** What is worth a word and no error. */
    List<String> remarks() {
        return remarks;
    }

    /** Adds a word. */
    void remark(String text) {
        remarks.add(text);
    }

    /** Takes in what the reading of another agent's files found; wrong values of theirs are left out from now on. */
    void take(Migrated migrated) {
        List.copyOf(problems).stream().map(Problem::from).forEach(migrated::leaveOut);
        migrated.problems().forEach(text -> wrong(text.substring(0, text.indexOf(": ")), "", "", text));
        migrated.warnings().forEach(this::remark);
        migrated.remarks().forEach(this::remark);
    }

    /** Whether it is about one of their files. */
    boolean isOf(Migrated migrated, Problem problem) {
        return migrated.problems().contains(problem.text()) || migrated.wasLeftOut(problem.from());
    }

    /** Looks at everything. */
    ConfigCheck run() {
        descriptions.problems().forEach(text -> wrong("", "", "", text));
        for (ConfigFile file : layers.files().values()) {
            file.problems().forEach(text -> wrong(file.name(), "", "", text));
            known(file);
        }
        layers.others().stream()
                .filter(name -> name.startsWith(OURS) && !isShipped(name))
                .forEach(this::other);
        for (Description plugin : descriptions.all().values()) {
            List<ConfigFile> files = layers.filesOf(plugin);
            files.forEach(file -> plugin(plugin, file));
            if (files.isEmpty() && plugin.pid().startsWith(OURS)) {
                withoutEffect(plugin, null);
            }
        }
        variables();
        return this;
    }

    private Collection<Description> plugins() {
        return descriptions.all().values();
    }

    private void known(ConfigFile file) {
        String name = file.name();
        if (plugins().stream().anyMatch(plugin -> plugin.isOf(name)) || isShipped(name)) {
            return;
        }
        List<String> names = plugins().stream().map(Description::file).toList();
        String near = NearestWord.of(name, names);
        if (name.startsWith(OURS) || !near.isEmpty()) {
            wrong(
                    name,
                    "",
                    "",
                    name + ": no plugin here has this configuration; rename it, remove it, or bring its plugin"
                            + NearestWord.hint(name, names));
        } else {
            remarks.add(name + ": nothing here describes its keys, so they are not checked");
        }
    }

    /** Mostly a copy that somebody keeps. */
    private void other(String name) {
        boolean read = name.endsWith(".config") || name.endsWith(".json");
        remarks.add(
                read
                        ? name + ": the agent reads it, and it is not checked here: write a .cfg file in its place"
                        : name + ": is not read, only files that end with .cfg are");
    }

    /** The container's own, and those of the distribution that no plugin reads. */
    private boolean isShipped(String name) {
        Path home = Path.of(variables.get("TOCSIN_HOME"));
        return Files.exists(home.resolve("etc").resolve(name))
                || Files.exists(home.resolve("karaf/etc").resolve(name));
    }

    private void plugin(Description plugin, ConfigFile file) {
        for (Map.Entry<String, Integer> line : file.lines().entrySet()) {
            String key = line.getKey();
            if (!plugin.knows(key) && plugin.pid().startsWith(OURS)) {
                // without its value: who knows what was meant
                wrong(
                        file.name(),
                        key,
                        file.name() + ':' + line.getValue(),
                        file.name() + ": " + key + ": there is no such key; correct or remove it"
                                + NearestWord.hint(key, plugin.keys().keySet()));
            }
        }
        withoutEffect(plugin, file);
        Map<String, String> set = new LinkedHashMap<>();
        Map<String, String> from = new LinkedHashMap<>();
        for (Layers.Value value : layers.values(plugin, file)) {
            String text = value.text();
            from.put(value.key(), value.from());
            if (text == null) {
                remarks.add(file.name() + ": " + value.key()
                        + ": only the agent can fill in what stands there, so it is" + " not checked");
            } else if (value.set()) {
                set.put(value.key(), text);
                typed(plugin, file, value.key(), text, value.from());
            }
        }
        own(plugin, file, asTheAgentHasThem(plugin, file, set), from);
    }

    /** With the two properties by which a component tells of which file it is. */
    private Map<String, String> asTheAgentHasThem(Description plugin, ConfigFile file, Map<String, String> set) {
        Map<String, String> values = new LinkedHashMap<>(set);
        String name = file.name();
        if (plugin.factory()) {
            String alias = name.substring(plugin.pid().length() + 1, name.length() - ".cfg".length());
            values.put("service.pid", plugin.pid() + '~' + alias);
        }
        Path place = Path.of(variables.get("TOCSIN_ETC")).resolve(name).toAbsolutePath();
        values.put("felix.fileinstall.filename", place.toUri().toString());
        return values;
    }

    /** The plugin's own words. */
    private void own(Description plugin, ConfigFile file, Map<String, String> set, Map<String, String> from) {
        PluginCheck check = plugin.check();
        if (check == null) {
            return;
        }
        try {
            for (String line : check.wrong(set)) {
                String key = keyOf(line, from.keySet());
                wrong(file.name(), key, from.getOrDefault(key, ""), redacted(plugin, set, line));
            }
        } catch (OfflineException e) {
            wrong(file.name(), "", "", file.name() + ": " + e.getMessage());
        }
    }

    /** The key that a line names: {@code file: key: 'value' …}. */
    private static String keyOf(String line, Collection<String> keys) {
        String[] parts = line.split(": ", 3);
        return parts.length == 3 && keys.contains(parts[1]) ? parts[1] : "";
    }

    /** A check should not quote a secret; this one makes sure. */
    private static String redacted(Description plugin, Map<String, String> set, String line) {
        String text = line;
        for (Map.Entry<String, String> value : set.entrySet()) {
            if (plugin.isSecret(value.getKey()) && !value.getValue().isEmpty()) {
                text = text.replace(value.getValue(), "***");
            }
        }
        return text;
    }

    /** What metatype says by itself: the container would refuse the value. */
    private void typed(Description plugin, ConfigFile file, String key, String text, String from) {
        Description.Key described = plugin.keys().get(key);
        String problem = described == null ? null : mistyped(described, text);
        if (described != null && problem != null) {
            String shown = described.secret() ? "***" : text;
            wrong(file.name(), key, from, file.name() + ": " + key + ": '" + shown + "' is not " + problem);
        }
    }

    private static @Nullable String mistyped(Description.Key key, String text) {
        if (!key.options().isEmpty() && !key.options().contains(text)) {
            return "known, use " + String.join(" or ", key.options());
        }
        return switch (key.type()) {
            case "Integer", "Long", "Short", "Byte" -> number(key, text, false);
            case "Double", "Float" -> number(key, text, true);
            case "Boolean" ->
                text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                        ? null
                        : "a truth value, use true or false";
            default -> null;
        };
    }

    private static @Nullable String number(Description.Key key, String text, boolean fraction) {
        BigDecimal least = bound(key.least());
        BigDecimal most = bound(key.most());
        BigDecimal number = text.matches(fraction ? "[+-]?[0-9]{1,30}(\\.[0-9]{1,30})?" : "[+-]?[0-9]{1,19}")
                ? new BigDecimal(text)
                : null;
        boolean within = number != null
                && (least == null || number.compareTo(least) >= 0)
                && (most == null || number.compareTo(most) <= 0);
        return within
                ? null
                : (number == null ? "a number" : "in range") + ", use " + (fraction ? "a number" : "a whole number")
                        + (least == null ? "" : " from " + least) + (most == null ? "" : " to " + most);
    }

    private static @Nullable BigDecimal bound(@Nullable String text) {
        return text == null || !text.matches("[+-]?[0-9]{1,19}(\\.[0-9]{1,19})?") ? null : new BigDecimal(text);
    }

    /** A variable lies over a key that is in the file; over nothing, it says nothing, unless the launcher has it, too. */
    private void withoutEffect(Description plugin, @Nullable ConfigFile file) {
        for (String key : plugin.keys().keySet()) {
            String variable = variables.over(plugin, key);
            boolean there = file != null && file.values().containsKey(key);
            if (variables.isSet(variable)
                    && !there
                    && !Variables.isOfTheLauncher(plugin, key)
                    && (file == null || file.problems().isEmpty())) {
                wrong(
                        variable,
                        "",
                        "",
                        variable + ": has no effect, because "
                                + (file == null
                                        ? "there is no " + plugin.file() + ": make one with the line '"
                                        : file.name() + " does not have " + key + ": add the line '")
                                + key + " =' to it");
            }
        }
    }

    private void variables() {
        Map<String, String> known = variables.known(plugins());
        TreeSet<String> set = new TreeSet<>(variables.given());
        set.addAll(variables.flags());
        for (String name : set) {
            if (!known.containsKey(name)) {
                String flag = variables.flags().contains(name) ? " (of a flag --set)" : "";
                wrong(
                        name,
                        "",
                        "",
                        name + flag + ": no plugin here has a key for this variable; correct or unset it"
                                + NearestWord.hint(name, known.keySet()));
            }
        }
        String patience = variables.get("TOCSIN_START_TIMEOUT");
        if (!patience.isEmpty() && !patience.matches("[1-9][0-9]{0,5}")) {
            wrong(
                    "TOCSIN_START_TIMEOUT",
                    "",
                    "",
                    "TOCSIN_START_TIMEOUT: '" + patience + "' is not a number, use whole seconds such as 60");
        }
        String classData = variables.get("TOCSIN_CLASS_DATA");
        if (!List.of("", "on", "off").contains(classData)) {
            wrong("TOCSIN_CLASS_DATA", "", "", "TOCSIN_CLASS_DATA: '" + classData + "' is neither on nor off");
        }
        for (String name : List.of("TOCSIN_DATA", "TOCSIN_ETC")) {
            if (variables.get(name).contains(",")) {
                wrong(name, "", "", name + ": '" + variables.get(name) + "' is not usable, use a path without a comma");
            }
        }
    }

    private void wrong(String file, String key, String from, String text) {
        problems.add(new Problem(file, key, from, text));
    }
}
