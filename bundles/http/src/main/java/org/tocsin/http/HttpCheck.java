// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.util.List;
import java.util.Map;
import org.tocsin.api.SettingsCheck;
import org.tocsin.api.SettingsReader;

/** Checks {@code org.tocsin.http.cfg} without a container. */
public final class HttpCheck implements SettingsCheck {

    @Override
    public String pid() {
        return "org.tocsin.http";
    }

    @Override
    public List<String> wrong(Map<String, String> values) {
        return SettingsReader.wrong(Intake.Config.class, values, Settings::of);
    }
}
