// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.jspecify.annotations.Nullable;

/** Why no answer came, in words for people. */
public final class Reason {

    private Reason() {}

    /**
     * The words for a failure.
     *
     * @param deadline of the attempt
     */
    public static String of(Throwable failure, Duration deadline) {
        if (failure instanceof DeadlineExceededException && failure.getCause() instanceof UnknownHostException) {
            return "cannot resolve the host name, no answer within " + deadline;
        }
        if (failure instanceof DeadlineExceededException) {
            return "no complete answer within " + deadline;
        }
        if (failure instanceof UnknownHostException) {
            return "cannot resolve the host name";
        }
        if (failure instanceof SSLException) {
            return "TLS failed, " + tls(failure);
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

    /** What Java says first is only that something is wrong with the time of a certificate. */
    private static @Nullable String tls(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return "the certificate has expired, " + cause.getMessage();
            }
            if (cause instanceof CertificateNotYetValidException) {
                return "the certificate is not valid yet by the clock of this host, " + cause.getMessage();
            }
        }
        return failure.getMessage();
    }
}
