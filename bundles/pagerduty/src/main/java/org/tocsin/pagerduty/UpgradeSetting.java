// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Whether v1 events become v2 events. A component of its own, so that a change of the configuration takes nothing away from
 * those who bring events; with a wrong value v1 stays v1, and the health says what is wrong.
 */
@Component(service = UpgradeSetting.class, configurationPid = Config.PID)
public final class UpgradeSetting {

    private final @Nullable V1Upgrade upgrade;

    /** Reads the configuration. */
    @Activate
    public UpgradeSetting(Config config) {
        this.upgrade = read(config);
    }

    private static @Nullable V1Upgrade read(Config config) {
        try {
            return Settings.upgrades(config) ? new V1Upgrade(Settings.upgradeSeverity(config), host()) : null;
        } catch (IllegalArgumentException e) {
            // told by the health and by the route, which does not start with it
            return null;
        }
    }

    @Nullable
    V1Upgrade upgrade() {
        return upgrade;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // a host without a name that can be resolved
            return "localhost";
        }
    }
}
