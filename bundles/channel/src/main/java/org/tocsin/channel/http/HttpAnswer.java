// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.hc.core5.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.tocsin.channel.OneLine;

/**
 * What the other side answered.
 *
 * @param status the HTTP status
 * @param retryAfter the header {@code Retry-After}, if there was one
 * @param body the first part of the body; whoever answered wrote it
 * @param proxy host and port of a proxy that was asked in the clear, and so may itself be who answered; null: there was none, or it
 *     made a tunnel in which nobody but the other side can answer
 */
public record HttpAnswer(
        int status,
        @Nullable String retryAfter,
        String body,
        @Nullable String proxy) {

    /** Of the copy that {@link BoundedAttempt} makes of an answer. */
    static final String PROXY = "Tocsin-Proxy";

    /** An answer of the other side itself. */
    public HttpAnswer(int status, @Nullable String retryAfter, String body) {
        this(status, retryAfter, body, null);
    }

    /** What the endpoint of an {@link HttpSender} left in a message. */
    public static HttpAnswer of(Message message) throws IOException {
        return new HttpAnswer(
                message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, int.class),
                message.getHeader(HttpHeaders.RETRY_AFTER, String.class),
                text(message.getBody()),
                message.getHeader(PROXY, String.class));
    }

    /** The answer in one line: the status and the text. */
    public String text() {
        return text(body);
    }

    /** The answer in one line, with another text in the place of its own. */
    public String text(String said) {
        return ("HTTP " + status + ' ' + OneLine.of(said).strip()).strip();
    }

    /** Without the body, which may repeat a secret. */
    @Override
    public String toString() {
        return "HttpAnswer[status=" + status + ", retryAfter=" + retryAfter + "]";
    }

    /** Of the copy that {@link BoundedAttempt} makes of an answer. */
    private static String text(@Nullable Object body) throws IOException {
        if (!(body instanceof InputStream content)) {
            throw new IllegalStateException("the HTTP endpoint gives the answer as it is");
        }
        return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
}
