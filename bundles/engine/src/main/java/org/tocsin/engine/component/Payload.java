// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;

/** The bytes of an exchange's body. Text is UTF-8, whatever the platform's own character set is. */
final class Payload {

    private Payload() {}

    /** @throws InvalidPayloadException when the body is there, but no bytes can be made of it */
    static byte[] of(Exchange exchange) throws InvalidPayloadException {
        Object body = exchange.getMessage().getBody();
        if (body == null) {
            return new byte[0];
        }
        return body instanceof CharSequence text
                ? text.toString().getBytes(StandardCharsets.UTF_8)
                : exchange.getMessage().getMandatoryBody(byte[].class);
    }
}
