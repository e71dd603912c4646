// SPDX-License-Identifier: Apache-2.0
package org.tocsin.zabbix;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Setting;
import org.tocsin.api.Template;

/**
 * What is configured.
 *
 * @param v2 whether events are of API v2; else v1
 * @param keyFile holds the key of inputs without one; empty for none
 * @param severities by Zabbix's name of a severity
 * @param severity of any other
 * @param updates which updates of a problem become events
 * @param summary null for the usual one
 * @param key null for the usual one
 */
record Settings(
        boolean v2,
        String keyFile,
        Map<String, String> severities,
        String severity,
        Updates updates,
        @Nullable Template summary,
        @Nullable Template key) {

    private static final String FILE = Config.PID + ".cfg";
    private static final String[] SEVERITIES = {"critical", "error", "warning", "info"};

    /** What is made of a comment, an acknowledgement, a change of severity. */
    enum Updates {
        /** An acknowledgement is one, the others are nothing. */
        ACKNOWLEDGE,
        /** The others are told to the incident, too. */
        ALL,
        /** Nothing. */
        NONE
    }

    /** @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy */
    static Settings of(Config config) {
        return new Settings(
                Setting.of(FILE, "format", config.format()).oneOf("v1", "v2").equals("v2"),
                Setting.of(FILE, "keyFile", config.keyFile()).absolutePath(),
                Setting.of(FILE, "severities", config.severities()).pairs(SEVERITIES),
                Setting.of(FILE, "severity", config.severity()).oneOf(SEVERITIES),
                Updates.valueOf(Setting.of(FILE, "updates", config.updates())
                        .oneOf("acknowledge", "all", "none")
                        .toUpperCase(Locale.ROOT)),
                Setting.of(FILE, "summary", config.summary()).template(),
                Setting.of(FILE, "incidentKey", config.incidentKey()).template());
    }
}
