// SPDX-License-Identifier: Apache-2.0
package org.tocsin.grafana;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Setting;
import org.tocsin.api.Template;

/**
 * What is configured.
 *
 * @param keyFile holds the key of inputs without one; empty for none
 * @param severityLabel the label with the severity
 * @param severities by the label's value in small letters
 * @param severity of any other value
 * @param states of old alerting, in small letters: a severity, {@link #RESOLVE} or {@link #IGNORE}
 * @param source the labels of which the first that is there counts, as with component and group
 * @param summary null for the usual one
 * @param key null for the usual one
 */
record Settings(
        String keyFile,
        String severityLabel,
        Map<String, String> severities,
        String severity,
        Map<String, String> states,
        List<String> source,
        List<String> component,
        List<String> group,
        @Nullable Template summary,
        @Nullable Template key) {

    /** In the place of a severity: such an alert makes no event. */
    static final String IGNORE = "ignore";

    /** In the place of a state's severity: the incident is over. */
    static final String RESOLVE = "resolve";

    private static final String FILE = Config.PID + ".cfg";
    private static final String[] SEVERITIES = {"critical", "error", "warning", "info", IGNORE};
    private static final String[] STATES = {"critical", "error", "warning", "info", RESOLVE, IGNORE};

    /** @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy */
    static Settings of(Config config) {
        return new Settings(
                Setting.of(FILE, "keyFile", config.keyFile()).text(),
                Setting.of(FILE, "severityLabel", config.severityLabel()).text(),
                words(Setting.of(FILE, "severities", config.severities()), SEVERITIES),
                Setting.of(FILE, "severity", config.severity()).oneOf(SEVERITIES),
                words(Setting.of(FILE, "states", config.states()), STATES),
                names(Setting.of(FILE, "source", config.source())),
                names(Setting.of(FILE, "component", config.component())),
                names(Setting.of(FILE, "group", config.group())),
                Setting.of(FILE, "summary", config.summary()).template(),
                Setting.of(FILE, "dedupKey", config.dedupKey()).template());
    }

    /** The severity that is called so; {@link #IGNORE} for none. */
    String severityOf(@Nullable String value) {
        return value == null ? severity : severities.getOrDefault(value.strip().toLowerCase(Locale.ROOT), severity);
    }

    private static Map<String, String> words(Setting setting, String... values) {
        Map<String, String> words = new HashMap<>();
        setting.pairs(values).forEach((word, value) -> words.put(word.toLowerCase(Locale.ROOT), value));
        return words;
    }

    private static List<String> names(Setting setting) {
        return Arrays.stream(setting.text().split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
