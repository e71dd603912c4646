// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.AdapterFailedException;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.http.ErrorShape;
import org.tocsin.api.http.HttpReply;

/** The answers to what went wrong in a route, in the shape of its path. */
final class ErrorAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final int INTERNAL_ERROR = 500;
    private static final int UNAVAILABLE = 503;
    private static final int NO_SPACE = 507;

    /** Causes may go round in a circle. */
    private static final int MAX_CAUSES = 20;

    private ErrorAnswers() {}

    /** The answer to an exception that the route did not handle. */
    static HttpReply of(Throwable problem, String routeId, ErrorShape shape) {
        if (problem instanceof InvalidEventException invalid) {
            return answer(
                    invalid.kind() == InvalidEventException.Kind.TOO_LARGE ? TOO_LARGE : BAD_REQUEST,
                    Map.of(),
                    text(invalid),
                    shape);
        }
        if (problem instanceof QueueRefusedException refused) {
            return refused.reason() == QueueRefusedException.Reason.FULL
                    ? answer(NO_SPACE, Map.of(), text(refused), shape)
                    : unavailable(text(refused), shape);
        }
        if (problem instanceof AdapterFailedException failed) {
            return unavailable(text(failed), shape);
        }
        if (problem instanceof RejectedExecutionException) {
            return unavailable("agent: this path is being closed, try again soon", shape);
        }
        log(problem, routeId);
        return answer(
                INTERNAL_ERROR, Map.of(), "agent: failed on this request, see TOCSIN-ENGINE-004 in its log", shape);
    }

    /** Nothing is wrong with the request, and it may be made again. */
    static HttpReply unavailable(String error, ErrorShape shape) {
        return answer(UNAVAILABLE, Map.of("Retry-After", "1"), error, shape);
    }

    /** An exception's text may quote the request, and so a key: neither it nor a trace, which has it, is logged. */
    private static void log(Throwable problem, String routeId) {
        Throwable innermost = innermost(problem);
        LOG.error(
                "TOCSIN-ENGINE-004 route {} failed on a request: {}",
                routeId,
                innermost.getClass().getName());
        if (LOG.isDebugEnabled()) {
            LOG.debug("Route {} failed at {}", routeId, Arrays.toString(innermost.getStackTrace()));
        }
    }

    /** What began it. */
    static Throwable innermost(Throwable problem) {
        Throwable innermost = problem;
        for (int depth = 0; depth < MAX_CAUSES && innermost.getCause() != null; depth++) {
            innermost = innermost.getCause();
        }
        return innermost;
    }

    private static HttpReply answer(int status, Map<String, String> headers, String error, ErrorShape shape) {
        return new HttpReply(status, "application/json", headers, shape.body(status, error));
    }

    private static String text(Exception problem) {
        return String.valueOf(problem.getMessage());
    }
}
