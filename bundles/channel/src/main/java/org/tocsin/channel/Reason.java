// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;

/** Why no answer came, in words for people. */
public final class Reason {

    private Reason() {}

    /**
     * The words for a failure.
     *
     * @param deadline of the attempt
     */
    public static String of(Throwable failure, Duration deadline) {
        if (failure instanceof DeadlineExceededException) {
            return "no complete answer within " + deadline;
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
