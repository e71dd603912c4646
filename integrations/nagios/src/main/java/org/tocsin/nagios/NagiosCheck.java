// SPDX-License-Identifier: Apache-2.0
package org.tocsin.nagios;

import java.util.List;
import java.util.Map;
import org.tocsin.api.SettingsCheck;
import org.tocsin.api.SettingsReader;

/** Checks {@code org.tocsin.nagios.cfg} without a container. */
public final class NagiosCheck implements SettingsCheck {

    @Override
    public String pid() {
        return Config.PID;
    }

    @Override
    public List<String> wrong(Map<String, String> values) {
        return SettingsReader.wrong(Config.class, values, Settings::of);
    }
}
