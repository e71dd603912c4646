// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tocsin.api.SettingsCheck;
import org.tocsin.api.SettingsReader;

/** Checks {@code org.tocsin.plugins.cfg} without a container. Whether there is such a plugin, only the agent knows. */
public final class PluginsCheck implements SettingsCheck {

    @Override
    public String pid() {
        return Config.PID;
    }

    @Override
    public List<String> wrong(Map<String, String> values) {
        List<String> wrong = new ArrayList<>();
        Wanted.list(SettingsReader.of(Config.class, values).features(), problem -> wrong.add(problem.getMessage()));
        return wrong;
    }
}
