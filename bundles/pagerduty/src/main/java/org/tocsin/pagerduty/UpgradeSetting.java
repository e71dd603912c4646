// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.host.HostName;

/**
 * Whether v1 events become v2 events. A component of its own, so that a change of the configuration takes nothing away from
 * those who bring events; a wrong value changes nothing, and with one at the start v1 stays v1. The health says what is
 * wrong.
 */
@Component(service = UpgradeSetting.class, configurationPid = Config.PID)
public final class UpgradeSetting {

    private static final Logger LOG = LoggerFactory.getLogger(UpgradeSetting.class);

    private volatile @Nullable V1Upgrade upgrade;

    /** Reads the configuration. */
    @Activate
    public UpgradeSetting(Config config) {
        read(config);
    }

    /** Reads it again. */
    @Modified
    void modified(Config config) {
        read(config);
    }

    private void read(Config config) {
        try {
            String severity = Settings.upgradeSeverity(config);
            upgrade = Settings.upgrades(config) ? new V1Upgrade(severity, HostName.read()) : null;
        } catch (IllegalArgumentException e) {
            LOG.debug("told by the health: {}", e.getMessage());
        }
    }

    @Nullable
    V1Upgrade upgrade() {
        return upgrade;
    }
}
