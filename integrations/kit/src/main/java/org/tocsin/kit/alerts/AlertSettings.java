// SPDX-License-Identifier: Apache-2.0
package org.tocsin.kit.alerts;

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
 * @param source the labels of which the first that is there counts, as with component and group
 * @param summary null for the usual one
 * @param key null for the usual one
 */
public record AlertSettings(
        String keyFile,
        String severityLabel,
        Map<String, String> severities,
        String severity,
        List<String> source,
        List<String> component,
        List<String> group,
        @Nullable Template summary,
        @Nullable Template key) {

    /** In the place of a severity: such an alert makes no event. */
    public static final String IGNORE = "ignore";

    private static final String[] SEVERITIES = {"critical", "error", "warning", "info", IGNORE};

    /** The severity that is called so; {@link #IGNORE} for none. */
    public String severityOf(@Nullable String value) {
        return value == null ? severity : severities.getOrDefault(value.strip().toLowerCase(Locale.ROOT), severity);
    }

    /** Severities, or {@link #IGNORE}, by the value of the label. */
    public static Map<String, String> severities(Setting setting) {
        return words(setting, SEVERITIES);
    }

    /** One of them. */
    public static String severity(Setting setting) {
        return setting.oneOf(SEVERITIES);
    }

    /** One of some values for each word, in small letters. */
    public static Map<String, String> words(Setting setting, String... values) {
        Map<String, String> words = new HashMap<>();
        setting.pairs(values).forEach((word, value) -> words.put(word.toLowerCase(Locale.ROOT), value));
        return words;
    }

    /** Names with commas between. */
    public static List<String> names(Setting setting) {
        return Arrays.stream(setting.text().split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
