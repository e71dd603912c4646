// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.util.Map;
import org.tocsin.api.http.ErrorShape;
import org.tocsin.api.http.HttpReply;

/**
 * An answer that the listener gives by itself.
 *
 * @param status 400 to 599
 * @param text {@code field: what is wrong, what to do}; never a part of the request
 * @param headers what the status asks for, such as {@code Allow}
 */
record Refusal(int status, String text, Map<String, String> headers) {

    /** The text that clients of the original agent know. */
    static final Refusal UNAUTHORIZED = new Refusal(
            401,
            "Unauthorized, expected matching secret token in Authorization header.",
            Map.of("WWW-Authenticate", "token"));

    static final Refusal NOT_FOUND = of(404, "path: there is nothing here, check it (no slash at its end)");

    Refusal {
        headers = Map.copyOf(headers);
    }

    static Refusal of(int status, String text) {
        return new Refusal(status, text, Map.of());
    }

    /** Something that is over in a moment; nothing was stored. */
    static Refusal later(String text) {
        return new Refusal(503, text, Map.of("Retry-After", "1"));
    }

    static Refusal tooLarge(int maxBody) {
        return of(413, "body: is larger than " + maxBody + " bytes, send less");
    }

    /** Where it is not known which path was meant. */
    HttpReply reply() {
        return reply(ErrorShape.HOUSE);
    }

    HttpReply reply(ErrorShape shape) {
        return new HttpReply(status, Errors.TYPE, headers, shape.body(status, text));
    }
}
