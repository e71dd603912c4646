// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

/**
 * The names by which the way of an event is found in the log. What happens to each event is told at DEBUG by the logger
 * {@value #LOGGER}; the other names are keys of the logging context (MDC), so that a line of JSON has them as fields.
 */
public final class Trail {

    /** The logger. Whoever writes to it asks first whether it is on: it is off unless somebody looks for something. */
    public static final String LOGGER = "org.tocsin.trace";

    /** What brought the event: the id of a request, a client's own if it sent one, or the route and its exchange. */
    public static final String REQUEST = "request";

    /** The event, by the 32 characters of its receipt, which hold from acceptance to delivery and over restarts. */
    public static final String TRACE = "trace";

    /** The id of the lane; no secret. */
    public static final String LANE = "lane";

    private Trail() {}
}
