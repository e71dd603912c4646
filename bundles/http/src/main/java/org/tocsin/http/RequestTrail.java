// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.tocsin.api.Trail;

/**
 * The way of a request in the log, while somebody wants to know it; else a request has no id and this costs one question.
 * A client that has a name for its request keeps it: the trace id of {@code traceparent}
 * (<a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>), or {@code X-Request-Id}. What is not valid is
 * not looked at any further, and the request gets an id of ours.
 */
final class RequestTrail {

    private static final Logger LOG = LoggerFactory.getLogger(Trail.LOGGER);

    /** Version, trace id, the caller's span, flags; later versions may go on after a hyphen. */
    private static final Pattern TRACE_PARENT = Pattern.compile(
            "(?!ff)([0-9a-f]{2})-((?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-[\\x20-\\x7e]*)?");

    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int MAX_TRACE_PARENT = 256;

    private RequestTrail() {}

    /** The id of a request; null when nobody wants to know it. */
    static @Nullable String id(MultiMap headers) {
        return LOG.isDebugEnabled() ? id(headers.get("traceparent"), headers.get("X-Request-Id")) : null;
    }

    static String id(@Nullable String traceParent, @Nullable String requestId) {
        if (traceParent != null && traceParent.length() <= MAX_TRACE_PARENT) {
            Matcher parts = TRACE_PARENT.matcher(traceParent);
            if (parts.matches() && (parts.group(3) == null || !parts.group(1).equals("00"))) {
                return parts.group(2);
            }
        }
        return requestId != null && REQUEST_ID.matcher(requestId).matches()
                ? requestId
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** What this thread does from now on is done for that request. */
    static void begins(@Nullable String id) {
        if (id != null) {
            MDC.put(Trail.REQUEST, id);
        }
    }

    static void ends(@Nullable String id) {
        if (id != null) {
            MDC.remove(Trail.REQUEST);
        }
    }

    /**
     * It is answered.
     *
     * @param path as it was opened, without what stood in the place of a placeholder, and without the query
     */
    static void answered(@Nullable String id, String method, String path, int status, long nanos) {
        if (id != null) {
            begins(id);
            LOG.debug("request {}: {} {} answered with {} after {} ms", id, method, path, status, nanos / 1_000_000);
            ends(id);
        }
    }
}
