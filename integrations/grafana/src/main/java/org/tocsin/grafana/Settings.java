// SPDX-License-Identifier: Apache-2.0
package org.tocsin.grafana;

import java.util.Map;
import org.tocsin.api.Setting;
import org.tocsin.kit.alerts.AlertSettings;

/**
 * What is configured.
 *
 * @param alerts for unified alerting; of it, old alerting knows labels as tags
 * @param states of old alerting, in small letters: a severity, {@link #RESOLVE} or {@link AlertSettings#IGNORE}
 */
record Settings(AlertSettings alerts, Map<String, String> states) {

    /** In the place of a state's severity: the incident is over. */
    static final String RESOLVE = "resolve";

    private static final String FILE = Config.PID + ".cfg";
    private static final String[] STATES = {"critical", "error", "warning", "info", RESOLVE, AlertSettings.IGNORE};

    /** @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy */
    static Settings of(Config config) {
        AlertSettings alerts = new AlertSettings(
                Setting.of(FILE, "keyFile", config.keyFile()).absolutePath(),
                Setting.of(FILE, "severityLabel", config.severityLabel()).text(),
                AlertSettings.severities(Setting.of(FILE, "severities", config.severities())),
                AlertSettings.severity(Setting.of(FILE, "severity", config.severity())),
                AlertSettings.names(Setting.of(FILE, "source", config.source())),
                AlertSettings.names(Setting.of(FILE, "component", config.component())),
                AlertSettings.names(Setting.of(FILE, "group", config.group())),
                Setting.of(FILE, "summary", config.summary()).template(),
                Setting.of(FILE, "dedupKey", config.dedupKey()).template());
        return new Settings(alerts, AlertSettings.words(Setting.of(FILE, "states", config.states()), STATES));
    }
}
