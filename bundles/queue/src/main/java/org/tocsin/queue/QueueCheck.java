// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.List;
import java.util.Map;
import org.tocsin.api.SettingsCheck;
import org.tocsin.api.SettingsReader;

/** Checks {@code org.tocsin.queue.cfg} without a container. */
public final class QueueCheck implements SettingsCheck {

    @Override
    public String pid() {
        return "org.tocsin.queue";
    }

    @Override
    public List<String> wrong(Map<String, String> values) {
        return SettingsReader.wrong(
                values, left -> Settings.of(SettingsReader.of(QueueComponent.Config.class, left), left));
    }

    /** {@code catchUp.} or {@code ratePerMinute.}, and the id of a lane. */
    @Override
    public boolean knows(String key) {
        return CatchUpSettings.isOfLane(key) || RateSettings.isOfLane(key);
    }
}
