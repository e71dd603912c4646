// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * The last gate before the wire: of an attempt that was told to stop while it waited for a connection, or made one,
 * nothing leaves any more.
 */
final class StoppedAttempt implements ExecChainHandler {

    /** Set once a request goes to whom it is meant for: what is answered before that is a proxy's word. */
    static final String PASSED = "tocsin.passed";

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        boolean cancelled = scope.originalRequest instanceof CancellableDependency original && original.isCancelled();
        if (cancelled || Thread.currentThread().isInterrupted()) {
            throw told(null);
        }
        scope.clientContext.setAttribute(PASSED, true);
        return chain.proceed(request, scope);
    }

    static InterruptedIOException told(@Nullable Throwable cause) {
        InterruptedIOException told = new InterruptedIOException("the attempt was told to stop");
        told.initCause(cause);
        return told;
    }
}
