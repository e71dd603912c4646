// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.List;
import java.util.Map;
import org.tocsin.api.SettingsCheck;
import org.tocsin.api.SettingsReader;

/** Checks {@code org.tocsin.queue.derby.cfg} without a container. */
public final class DerbyCheck implements SettingsCheck {

    @Override
    public String pid() {
        return "org.tocsin.queue.derby";
    }

    @Override
    public List<String> wrong(Map<String, String> values) {
        return SettingsReader.wrong(DerbyEventStore.Config.class, values, Settings::of);
    }
}
