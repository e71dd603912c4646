// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.jspecify.annotations.Nullable;

/** The bytes of an exchange's body. Text is UTF-8, whatever the platform's own character set is. */
final class Payload {

    private Payload() {}

    /** @throws InvalidPayloadException when the body is there, but no bytes can be made of it */
    static byte[] of(Exchange exchange) throws InvalidPayloadException {
        Object body = exchange.getMessage().getBody();
        return body == null ? new byte[0] : of(exchange, body);
    }

    /** The bytes of a part of the body. */
    static byte[] of(Exchange exchange, @Nullable Object part) throws InvalidPayloadException {
        if (part instanceof CharSequence text) {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = part == null
                ? null
                : exchange.getContext().getTypeConverter().tryConvertTo(byte[].class, exchange, part);
        if (bytes == null) {
            throw new InvalidPayloadException(exchange, byte[].class);
        }
        return bytes;
    }
}
