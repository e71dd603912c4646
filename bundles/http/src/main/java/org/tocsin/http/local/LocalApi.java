// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.Set;

/** The paths of the local API. */
public final class LocalApi {

    static final String SEND = "/send";
    static final String QUEUE_STATUS = "/queue/status";
    static final String QUEUE_RETRY = "/queue/retry";
    static final String EVENTS = "/events";
    static final String EVENTS_EXPORT = "/events/export";
    static final String EVENTS_IMPORT = "/events/import";
    static final String EVENTS_RETRY = "/events/retry";
    static final String EVENT = "/events/{key}";
    static final String EVENT_RETRY = "/events/{key}/retry";
    static final String EVENT_DROP = "/events/{key}/drop";
    static final String LANES = "/lanes";
    static final String LANE = "/lanes/{id}";
    static final String LANE_HOLD = "/lanes/{id}/hold";
    static final String LANE_RELEASE = "/lanes/{id}/release";
    static final String LANE_RETRY = "/lanes/{id}/retry";
    static final String LANE_DROP = "/lanes/{id}/drop";
    static final String ADAPTERS = "/adapters";
    static final String ROUTES = "/routes";
    static final String ROUTE_START = "/routes/{id}/start";
    static final String ROUTE_STOP = "/routes/{id}/stop";
    static final String BACKUP = "/backup";
    static final String DOCTOR = "/doctor";
    static final String PLUGINS = "/plugins";
    static final String SECRET_ROTATE = "/secret/rotate";
    static final String HEALTH = "/health";
    static final String HEALTH_LIVE = "/health/live";
    static final String HEALTH_READY = "/health/ready";
    static final String INTEGRATIONS = "/integrations/{adapter}";
    static final String OPENAPI = "/openapi.json";
    static final String CLI = "/cli/{program}";

    /** All of them: as long as one is not open, the intake is not whole. */
    public static final List<String> PATHS = List.of(
            SEND,
            QUEUE_STATUS,
            QUEUE_RETRY,
            EVENTS,
            EVENTS_EXPORT,
            EVENTS_IMPORT,
            EVENTS_RETRY,
            EVENT,
            EVENT_RETRY,
            EVENT_DROP,
            LANES,
            LANE,
            LANE_HOLD,
            LANE_RELEASE,
            LANE_RETRY,
            LANE_DROP,
            ADAPTERS,
            ROUTES,
            ROUTE_START,
            ROUTE_STOP,
            BACKUP,
            DOCTOR,
            PLUGINS,
            SECRET_ROTATE,
            HEALTH,
            HEALTH_LIVE,
            HEALTH_READY,
            INTEGRATIONS,
            OPENAPI,
            CLI);

    /** Those that take events, and those that tell health: without one of them the agent has failed. */
    public static final Set<String> ESSENTIAL =
            Set.of(SEND, EVENTS, INTEGRATIONS, CLI, HEALTH, HEALTH_LIVE, HEALTH_READY);

    /**
     * PagerDuty's own, which its plugin opens. Before that the answer is 503: to a tool of PagerDuty's a 404 would say that
     * its event is lost.
     */
    public static final List<String> OF_PAGERDUTY =
            List.of("/v2/enqueue", "/v2/change/enqueue", "/generic/2010-04-15/create_event.json");

    private LocalApi() {}
}
