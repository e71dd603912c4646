// SPDX-License-Identifier: Apache-2.0
package org.tocsin.nagios;

import java.util.ArrayList;
import java.util.List;
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
 * @param severities by state
 * @param severity of any other state
 * @param forward which types besides problem, acknowledgement and recovery become events
 * @param hostSummary null for the usual one, as with the others
 */
record Settings(
        boolean v2,
        String keyFile,
        Map<String, String> severities,
        String severity,
        List<String> forward,
        @Nullable Template hostSummary,
        @Nullable Template serviceSummary,
        @Nullable Template hostKey,
        @Nullable Template serviceKey) {

    private static final String FILE = Config.PID + ".cfg";
    private static final String[] SEVERITIES = {"critical", "error", "warning", "info"};

    /** @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy */
    static Settings of(Config config) {
        return new Settings(
                Setting.of(FILE, "format", config.format()).oneOf("v1", "v2").equals("v2"),
                Setting.of(FILE, "keyFile", config.keyFile()).absolutePath(),
                Setting.of(FILE, "severities", config.severities()).pairs(SEVERITIES),
                Setting.of(FILE, "severity", config.severity()).oneOf(SEVERITIES),
                types(Setting.of(FILE, "forward", config.forward())),
                Setting.of(FILE, "hostSummary", config.hostSummary()).template(),
                Setting.of(FILE, "serviceSummary", config.serviceSummary()).template(),
                Setting.of(FILE, "hostKey", config.hostKey()).template(),
                Setting.of(FILE, "serviceKey", config.serviceKey()).template());
    }

    @Nullable
    Template summary(Kind kind) {
        return kind == Kind.HOST ? hostSummary : serviceSummary;
    }

    @Nullable
    Template key(Kind kind) {
        return kind == Kind.HOST ? hostKey : serviceKey;
    }

    String severityOf(String state) {
        return severities.getOrDefault(state, severity);
    }

    private static List<String> types(Setting setting) {
        List<String> types = new ArrayList<>();
        for (String written : setting.text().split(",", -1)) {
            String type = written.strip().toUpperCase(Locale.ROOT);
            if (!type.isEmpty() && !Policy.TYPES.contains(type)) {
                throw Setting.of(setting.file(), setting.key(), written)
                        .isNot("known", "some of " + String.join(", ", Policy.TYPES));
            }
            if (!type.isEmpty()) {
                types.add(type);
            }
        }
        return List.copyOf(types);
    }
}
