// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.util.List;
import java.util.Map;
import org.tocsin.api.SettingsCheck;
import org.tocsin.api.SettingsReader;

/** Checks {@code org.tocsin.spool.cfg} without a container. */
public final class SpoolCheck implements SettingsCheck {

    @Override
    public String pid() {
        return Config.PID;
    }

    @Override
    public List<String> wrong(Map<String, String> values) {
        String spool = System.getenv().getOrDefault("TOCSIN_SPOOL", "");
        return SettingsReader.wrong(values, left -> {
            Settings.requireOneDirectory(left, spool);
            Settings.of(SettingsReader.of(Config.class, left), "");
        });
    }

    @Override
    public boolean knows(String key) {
        return key.equals(Settings.DIRECTORY); // and says what to do with it
    }
}
