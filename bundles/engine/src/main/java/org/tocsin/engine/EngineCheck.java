// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tocsin.api.SettingsCheck;
import org.tocsin.api.SettingsReader;

/** Checks {@code org.tocsin.engine.cfg} without a container. */
public final class EngineCheck implements SettingsCheck {

    @Override
    public String pid() {
        return "org.tocsin.engine";
    }

    @Override
    public List<String> wrong(Map<String, String> values) {
        List<String> wrong = new ArrayList<>();
        EngineSettings.of(SettingsReader.of(Engine.Config.class, values), wrong::add);
        return wrong;
    }
}
