// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sensu;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Setting;
import org.tocsin.api.Template;

/**
 * What is configured.
 *
 * @param v2 whether events are of API v2; else v1
 * @param keyFile holds the key of inputs without one; empty for none
 * @param severities by status
 * @param severity of any other status
 * @param silenced whether problems that are silenced become events
 * @param occurrences the occurrence with which a problem becomes an event first, from 1
 * @param every each how manieth after that becomes one again; 0 for none
 * @param summary null for the usual one
 * @param key null for the usual one
 */
record Settings(
        boolean v2,
        String keyFile,
        Map<String, String> severities,
        String severity,
        boolean silenced,
        int occurrences,
        int every,
        @Nullable Template summary,
        @Nullable Template key) {

    private static final String FILE = Config.PID + ".cfg";
    private static final String[] SEVERITIES = {"critical", "error", "warning", "info"};
    private static final int MOST = 1_000_000;

    /** @throws IllegalArgumentException when a value is wrong; it names file, key, value and remedy */
    static Settings of(Config config) {
        return new Settings(
                Setting.of(FILE, "format", config.format()).oneOf("v1", "v2").equals("v2"),
                Setting.of(FILE, "keyFile", config.keyFile()).absolutePath(),
                Setting.of(FILE, "severities", config.severities()).pairs(SEVERITIES),
                Setting.of(FILE, "severity", config.severity()).oneOf(SEVERITIES),
                Setting.of(FILE, "silenced", config.silenced())
                        .oneOf("ignore", "forward")
                        .equals("forward"),
                Setting.of(FILE, "occurrences", config.occurrences()).number(1, MOST),
                Setting.of(FILE, "every", config.every()).number(0, MOST),
                Setting.of(FILE, "summary", config.summary()).template(),
                Setting.of(FILE, "incidentKey", config.incidentKey()).template());
    }

    /** Whether the problem is told with this occurrence. */
    boolean tells(long occurrence) {
        long since = occurrence - occurrences;
        return since == 0 || (since > 0 && every > 0 && since % every == 0);
    }
}
