// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.tocsin.api.Body;

/**
 * What is posted.
 *
 * @param address where to
 * @param contentType of the body, such as {@code application/json}
 * @param body the bytes
 * @param headers further headers, checked by whoever read them
 */
public record HttpMessage(WebAddress address, String contentType, Body body, Map<String, String> headers) {

    /** The usual kind. */
    public static HttpMessage json(WebAddress address, String body) {
        return new HttpMessage(address, "application/json; charset=utf-8", Body.of(body), Map.of());
    }

    /** Puts itself in the place of all that a message carries, for {@link HttpSender#anywhere}. */
    void into(Message message) {
        message.removeHeaders("*");
        headers.forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_URI, address.base());
        if (!address.query().isEmpty()) {
            // as it is written: a signature in it is over these very characters
            message.setHeader(Exchange.HTTP_RAW_QUERY, address.query());
        }
        message.setBody(new ByteArrayEntity(body.toBytes(), ContentType.parse(contentType)));
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "HttpMessage[" + body + " to " + address + "]";
    }
}
