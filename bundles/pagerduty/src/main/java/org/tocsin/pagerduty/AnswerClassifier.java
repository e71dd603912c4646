// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.tocsin.api.Outcome;

/**
 * Says what one attempt means. The facts are those of the Events API documentation: v1 asks to slow down with 403, v2
 * and change with 429; 400 names what is wrong with the event. Whatever may pass by itself or by an operator's hand is
 * tried again: nothing is given up because a gateway, a proxy or a captive portal answered.
 */
final class AnswerClassifier {

    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int TOO_LARGE = 413;
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY = 429;
    private static final Set<Integer> REFUSALS = Set.of(BAD_REQUEST, TOO_LARGE, UNPROCESSABLE);

    private final Settings settings;
    private final RetryAfter retryAfter;

    AnswerClassifier(Settings settings, Clock clock) {
        this.settings = settings;
        this.retryAfter = new RetryAfter(clock, settings.retryAfterCeiling());
    }

    /**
     * What an answer means.
     *
     * @param key the key that was sent; the answer may repeat it, what is kept may not
     */
    Outcome of(Shape shape, ApiAnswer answer, String key) {
        int status = answer.status();
        String said = key.isEmpty() ? answer.text() : answer.text().replace(key, "(key)");
        if (status / 100 == 2) {
            return new Outcome.Delivered(said);
        }
        if (REFUSALS.contains(status)) {
            return new Outcome.Rejected(said);
        }
        if (status == TOO_MANY || (status == FORBIDDEN && shape == Shape.V1)) {
            return new Outcome.RetryLater(said, settings.throttle(), retryAfter.parse(answer.retryAfter()));
        }
        return new Outcome.RetryLater(settings.peer() + ": " + said, settings.outage(), null);
    }

    /** What it means that no answer came. */
    Outcome of(Throwable failure) {
        return new Outcome.RetryLater(
                settings.peer() + ": " + ApiAnswer.oneLine(reason(failure)), settings.outage(), null);
    }

    private String reason(Throwable failure) {
        if (failure instanceof DeadlineExceededException) {
            return "no complete answer within " + settings.deadline();
        }
        if (failure instanceof UnknownHostException) {
            return "cannot resolve the host name";
        }
        if (failure instanceof SSLException) {
            return "TLS failed, " + failure.getMessage();
        }
        if (failure instanceof SocketTimeoutException) {
            return "time-out, " + failure.getMessage();
        }
        if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
            return "cannot connect, " + failure.getMessage();
        }
        if (failure instanceof ConnectionClosedException) {
            return "connection closed before a complete answer";
        }
        if (failure instanceof SocketException) {
            return "connection broken, " + failure.getMessage();
        }
        if (failure instanceof IOException) {
            return "no usable answer, " + failure.getMessage();
        }
        return failure.getClass().getSimpleName() + ", " + failure.getMessage();
    }
}
