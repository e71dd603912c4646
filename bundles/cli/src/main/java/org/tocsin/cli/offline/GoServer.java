// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code pdagent server} takes from a configuration of the Go agent that is no setting of ours. */
public final class GoServer {

    /** The variable that names the file, for the launcher. */
    public static final String CONFIG = Migrated.CONFIG;

    private GoServer() {}

    /**
     * Where it writes the number of its process; null when no configuration says it.
     *
     * @param config the file; null for the one that lies where the Go agent looks
     */
    public static @Nullable String pidfile(Map<String, String> environment, @Nullable String config) {
        Map<String, String> told = new LinkedHashMap<>(environment);
        if (config != null) {
            told.put(CONFIG, config);
        }
        return Migrated.read(told).pidfile();
    }
}
