// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

/**
 * The names of the Camel exchange properties that the {@code tocsin:} endpoints read and set. They are properties and
 * not headers, because headers travel: a key must not leave with the next HTTP request, and a stranger's request header
 * must not steer a route.
 */
public final class TocsinProperties {

    /** String. The format of an event; set before {@code to("tocsin:event")}, found after {@code from("tocsin:deliver")}. */
    public static final String FORMAT = "TocsinFormat";

    /** String, secret. The key of an event's lane, where it is not in the text. */
    public static final String KEY = "TocsinKey";

    /** String. The sender's own name for this submission; see {@link SubmissionId}. */
    public static final String SUBMISSION = "TocsinSubmission";

    /** Long. The order number of an event, after its acceptance. */
    public static final String ORDER = "TocsinOrder";

    /**
     * String. The 32 characters that name an accepted event, and no other one of any agent: the 16 of its store and its
     * order number.
     */
    public static final String EVENT_KEY = "TocsinEventKey";

    /** String. The dedup key of an accepted event, when it has one. */
    public static final String DEDUP_KEY = "TocsinDedupKey";

    /** String. The id of the lane of an event; no secret. */
    public static final String LANE = "TocsinLane";

    /** Integer. Which attempt to deliver this is, from 1. */
    public static final String ATTEMPT = "TocsinAttempt";

    /** String. The name of the adapter that an input came to, after {@code from("tocsin:adapter")}. */
    public static final String ADAPTER = "TocsinAdapter";

    /** String. What a tool says its input is, for example {@code application/json}; not set when it does not say. */
    public static final String CONTENT_TYPE = "TocsinContentType";

    /**
     * Map of strings. What came to an adapter beside the text: flags, the query of a request. In one property, so that
     * no name of a stranger's steers a route.
     */
    public static final String PARAMETERS = "TocsinParameters";

    /** String. The method of a request. */
    public static final String HTTP_METHOD = "TocsinHttpMethod";

    /** String. The path of a request, without its query. */
    public static final String HTTP_PATH = "TocsinHttpPath";

    /** String. What stood in the place of the path's placeholder. */
    public static final String HTTP_PATH_PARAMETER = "TocsinHttpPathParameter";

    /** Integer. The status of the answer; 200 when it is not set. */
    public static final String HTTP_STATUS = "TocsinHttpStatus";

    /** String. The content type of the answer; {@code application/json} when it is not set. */
    public static final String HTTP_CONTENT_TYPE = "TocsinHttpContentType";

    private TocsinProperties() {}
}
