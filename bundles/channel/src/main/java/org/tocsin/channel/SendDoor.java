// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.TocsinProperties;

/**
 * {@code POST /send/<channel>?to=<target>}: a JSON event or plain text, answered after its commit. A channel's bundle has
 * a component of this; it stays open when the channel's configuration is wrong, since what is accepted waits.
 */
public class SendDoor extends RouteBuilder {

    /** As {@code POST /send} has it. */
    private static final String SUBMISSION = "Idempotency-Key";

    private static final String TARGET = "to";
    private static final String FORMAT = "format";

    private final String channel;

    /** Of the channel of this name. */
    protected SendDoor(String channel) {
        this.channel = channel;
    }

    @Override
    public final void configure() {
        // the endpoint answers what goes wrong
        errorHandler(noErrorHandler());
        from("tocsin:http?door=api&path=/send/" + channel + "&methods=POST&credential=token&maxBody=1048576&headers="
                        + SUBMISSION + "&query=" + TARGET + "," + FORMAT + "&blocking=false")
                .routeId(channel + ".send")
                .streamCache("false") // the body is bytes
                .process(SendDoor::readRequest)
                .to("tocsin:event?channel=" + channel)
                .process(SendDoor::answer);
    }

    private static void readRequest(Exchange exchange) {
        pass(exchange, TARGET, TocsinProperties.KEY);
        pass(exchange, FORMAT, TocsinProperties.FORMAT);
        pass(exchange, SUBMISSION, TocsinProperties.SUBMISSION);
    }

    private static void pass(Exchange exchange, String from, String to) {
        String value = exchange.getProperty(from, String.class);
        if (value != null) {
            exchange.setProperty(to, value);
        }
    }

    private static void answer(Exchange exchange) {
        var answer = JsonNodeFactory.instance.objectNode();
        answer.put("key", exchange.getProperty(TocsinProperties.EVENT_KEY, String.class));
        @Nullable String dedupKey = exchange.getProperty(TocsinProperties.DEDUP_KEY, String.class);
        if (dedupKey != null) {
            answer.put("dedup_key", dedupKey);
        }
        exchange.getMessage().setBody(answer.toString().getBytes(StandardCharsets.UTF_8));
    }
}
