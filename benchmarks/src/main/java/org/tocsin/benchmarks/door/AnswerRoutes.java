// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks.door;

import org.apache.camel.builder.RouteBuilder;

/** Answers as {@code /send} does, with the same door and the same bounds, and keeps nothing. */
public final class AnswerRoutes extends RouteBuilder {

    /** Where. */
    public static final String PATH = "/benchmark/answer";

    private static final String ANSWER = "{\"key\":\"0123456789abcdef0123456789abcdef\"}";

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        from("tocsin:http?door=api&path=" + PATH + "&methods=POST&credential=token&maxBody=1048576&blocking=false")
                .routeId("benchmark.answer")
                .process(exchange -> exchange.getMessage().setBody(ANSWER));
    }
}
