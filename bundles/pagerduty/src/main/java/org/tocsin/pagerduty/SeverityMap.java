// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The severity of a v1 event, which has none: read from what monitoring tools put into its details. Nagios and Icinga tell a
 * state, Zabbix a severity in words or as 0 to 5, Sensu the exit code of a check.
 */
final class SeverityMap {

    /** The details that are looked at, the first with a word that is known counts; a dot leads into an object. */
    static final List<String> DETAILS =
            List.of("severity", "SERVICESTATE", "HOSTSTATE", "state", "status", "check.status");

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("critical", "critical"),
            Map.entry("crit", "critical"),
            Map.entry("disaster", "critical"),
            Map.entry("emergency", "critical"),
            Map.entry("fatal", "critical"),
            Map.entry("down", "critical"),
            Map.entry("error", "error"),
            Map.entry("err", "error"),
            Map.entry("high", "error"),
            Map.entry("unreachable", "error"),
            Map.entry("warning", "warning"),
            Map.entry("warn", "warning"),
            Map.entry("average", "warning"),
            Map.entry("unknown", "warning"),
            Map.entry("info", "info"),
            Map.entry("information", "info"),
            Map.entry("not classified", "info"),
            Map.entry("ok", "info"),
            Map.entry("up", "info"));

    private static final Map<String, String> ZABBIX =
            Map.of("0", "info", "1", "info", "2", "warning", "3", "warning", "4", "error", "5", "critical");
    private static final Map<String, String> EXIT_CODE =
            Map.of("0", "info", "1", "warning", "2", "critical", "3", "warning");

    private SeverityMap() {}

    /** @param details by the names of {@link #DETAILS} */
    static String of(Map<String, String> details, String otherwise) {
        for (String name : DETAILS) {
            String word = details.get(name);
            String known = word == null ? null : known(name, word.strip().toLowerCase(Locale.ROOT));
            if (known != null) {
                return known;
            }
        }
        return otherwise;
    }

    private static @Nullable String known(String name, String word) {
        String known = WORDS.get(word);
        return known != null ? known : (name.equals("severity") ? ZABBIX : EXIT_CODE).get(word);
    }
}
