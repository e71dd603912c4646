// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.tocsin.channel.DeadlineExceededException;
import org.tocsin.channel.Lookout;

/**
 * Bounds one exchange of the HTTP client from outside: all of it, from the wait for a connection to the last byte of
 * the answer, happens within the deadline (socket time-outs do not see an answer that trickles), and no more of the
 * answer is kept than its status, its first part, and {@code Retry-After}.
 *
 * <p>Whoever wants the attempt to end sooner interrupts its thread. Blocking sockets do not notice that, so somebody else
 * ({@link Lookout}) looks for it and takes the connection away: an event must not leave after its lane has gone on without us.
 */
final class BoundedAttempt implements ExecChainHandler {

    /** More than any API says to an event. */
    static final int MAX_ANSWER = 64 * 1024;

    private final Lookout lookout;

    BoundedAttempt(Lookout lookout) {
        this.lookout = lookout;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (!(scope.originalRequest instanceof Cancellable cancellable)) {
            throw new IllegalStateException("the HTTP client's requests can be cancelled");
        }
        scope.clientContext.removeAttribute(StoppedAttempt.PASSED);
        Lookout.Watched watched = lookout.begins(cancellable::cancel);
        try {
            ClassicHttpResponse answer = chain.proceed(request, scope);
            if (scope.clientContext.getAttribute(StoppedAttempt.PASSED) == null) {
                // nobody has seen the event, so this is no judgement of it, whatever the status
                scope.execRuntime.discardEndpoint();
                throw new IOException("the proxy " + named(scope) + " refused with HTTP " + answer.getCode());
            }
            return readAnswer(answer, scope);
        } catch (IOException | HttpException | RuntimeException e) {
            if (watched.expired()) {
                throw new DeadlineExceededException(e);
            }
            if (Thread.currentThread().isInterrupted() && !(e instanceof InterruptedIOException)) {
                throw StoppedAttempt.told(e);
            }
            throw e;
        } finally {
            lookout.ends(watched);
        }
    }

    /** A copy of the answer with nothing in it that could steer whoever reads it. */
    private static ClassicHttpResponse readAnswer(ClassicHttpResponse answer, ExecChain.Scope scope)
            throws IOException {
        ClassicHttpResponse copy = new BasicClassicHttpResponse(answer.getCode());
        Header retryAfter = answer.getFirstHeader(HttpHeaders.RETRY_AFTER);
        if (retryAfter != null) {
            copy.addHeader(HttpHeaders.RETRY_AFTER, retryAfter.getValue());
        }
        if (scope.route.getProxyHost() != null && !scope.route.isTunnelled()) {
            copy.addHeader(HttpAnswer.PROXY, named(scope));
        }
        copy.setEntity(new ByteArrayEntity(firstPart(answer, scope), null));
        return copy;
    }

    private static String named(ExecChain.Scope scope) {
        HttpHost proxy = scope.route.getProxyHost();
        return proxy == null ? "" : proxy.toHostString();
    }

    private static byte[] firstPart(ClassicHttpResponse answer, ExecChain.Scope scope) throws IOException {
        HttpEntity entity = answer.getEntity();
        InputStream content = entity == null ? null : entity.getContent();
        if (content == null) {
            scope.execRuntime.releaseEndpoint();
            return new byte[0];
        }
        long length = entity.getContentLength();
        byte[] bytes = content.readNBytes(length >= 0 ? (int) Math.min(length, MAX_ANSWER) : MAX_ANSWER);
        if (content.read() < 0) {
            // at its end the client itself gives the connection back
            content.close();
        } else {
            // reading on just to keep the connection would be the other side's choice, not ours
            scope.execRuntime.discardEndpoint();
        }
        return bytes;
    }
}
