// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;

/** The paths of the local API. */
public final class LocalApi {

    static final String SEND = "/send";
    static final String QUEUE_STATUS = "/queue/status";
    static final String QUEUE_RETRY = "/queue/retry";
    static final String LANES = "/lanes";
    static final String HEALTH = "/health";
    static final String HEALTH_LIVE = "/health/live";
    static final String HEALTH_READY = "/health/ready";
    static final String CLI = "/cli/{program}";

    /** All of them: as long as one is not open, the intake is not. */
    public static final List<String> PATHS =
            List.of(SEND, QUEUE_STATUS, QUEUE_RETRY, LANES, HEALTH, HEALTH_LIVE, HEALTH_READY, CLI);

    private LocalApi() {}
}
