// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.api.TocsinProperties;
import org.tocsin.cli.Wire;
import org.tocsin.http.Errors;

/** {@code POST /cli/{program}}: the command line's words, for the thin clients that carry them here. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class CliRoutes extends RouteBuilder {

    private static final int BAD_REQUEST = 400;

    /** A part of an import, the longest line of which may still be whole. */
    private static final int MAX_BODY = 5 << 20;

    private final InnerAgent agent;

    /** Routes over what the agent has at the time of a request. */
    @Activate
    public CliRoutes(@Reference InnerAgent agent) {
        this.agent = agent;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        from("tocsin:http?door=api&path=" + LocalApi.CLI + "&methods=POST&credential=token&maxBody=" + MAX_BODY
                        + "&headers=" + Submission.HEADER)
                .routeId("http.cli")
                .process(this::run);
    }

    private static @Nullable String submission(Exchange exchange) {
        return exchange.getProperty(Submission.HEADER, String.class);
    }

    private void run(Exchange exchange) {
        String program = exchange.getProperty(TocsinProperties.HTTP_PATH_PARAMETER, String.class);
        byte[] body = exchange.getMessage().getBody(byte[].class);
        try {
            byte[] answer = Wire.serve(program, body, submission(exchange), agent);
            exchange.setProperty(TocsinProperties.HTTP_CONTENT_TYPE, "text/plain; charset=utf-8");
            exchange.getMessage().setBody(answer);
        } catch (IllegalArgumentException e) {
            exchange.setProperty(TocsinProperties.HTTP_STATUS, BAD_REQUEST);
            exchange.getMessage().setBody(Errors.json(String.valueOf(e.getMessage())));
        }
    }
}
