// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import java.util.List;
import java.util.Map;
import org.tocsin.api.SettingsCheck;
import org.tocsin.api.SettingsReader;

/** Checks {@code org.tocsin.alarm.cfg} without a container. */
public final class AlarmCheck implements SettingsCheck {

    @Override
    public String pid() {
        return Config.PID;
    }

    @Override
    public List<String> wrong(Map<String, String> values) {
        return SettingsReader.wrong(
                Config.class, values, config -> Settings.of(config).keyFile().ifPresent(KeyFile::lane));
    }
}
