// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;

/** What takes so long on a host to itself takes longer when other processes share the processors. */
public final class BusyHost {

    private BusyHost() {}

    /** How long it may take now. */
    public static Duration takes(Duration onAHostToItself) {
        OperatingSystemMXBean host = ManagementFactory.getOperatingSystemMXBean();
        double share = host.getSystemLoadAverage() / host.getAvailableProcessors();
        return Duration.ofMillis((long) (onAHostToItself.toMillis() * Math.max(1, share)));
    }
}
