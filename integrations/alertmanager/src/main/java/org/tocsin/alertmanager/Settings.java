// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alertmanager;

import org.tocsin.api.Setting;
import org.tocsin.kit.alerts.AlertSettings;

/** What is configured. */
final class Settings {

    private static final String FILE = Config.PID + ".cfg";

    private Settings() {}

    /** @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy */
    static AlertSettings of(Config config) {
        return new AlertSettings(
                Setting.of(FILE, "keyFile", config.keyFile()).absolutePath(),
                Setting.of(FILE, "severityLabel", config.severityLabel()).text(),
                AlertSettings.severities(Setting.of(FILE, "severities", config.severities())),
                AlertSettings.severity(Setting.of(FILE, "severity", config.severity())),
                AlertSettings.names(Setting.of(FILE, "source", config.source())),
                AlertSettings.names(Setting.of(FILE, "component", config.component())),
                AlertSettings.names(Setting.of(FILE, "group", config.group())),
                Setting.of(FILE, "summary", config.summary()).template(),
                Setting.of(FILE, "dedupKey", config.dedupKey()).template());
    }
}
