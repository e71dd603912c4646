// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.http;

import java.util.Map;
import org.tocsin.api.Body;

/**
 * An answer.
 *
 * @param status 200 to 599
 * @param contentType of the body, for example {@code application/json}
 * @param headers further headers
 * @param body the whole body
 */
public record HttpReply(int status, String contentType, Map<String, String> headers, Body body) {

    /** A JSON answer without further headers. */
    public static HttpReply json(int status, String json) {
        return new HttpReply(status, "application/json", Map.of(), Body.of(json));
    }

    /** A plain text answer without further headers. */
    public static HttpReply text(int status, String text) {
        return new HttpReply(status, "text/plain; charset=utf-8", Map.of(), Body.of(text));
    }
}
