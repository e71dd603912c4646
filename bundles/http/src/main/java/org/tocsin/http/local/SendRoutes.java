// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.TocsinProperties;

/** {@code POST /send}: an event of PagerDuty, answered after its commit; no thread waits for that. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class SendRoutes extends RouteBuilder {

    @Override
    public void configure() {
        // the endpoint answers what goes wrong; Camel would write a stack into the log for every bad event of a
        // stranger
        errorHandler(noErrorHandler());
        from("tocsin:http?door=api&path=" + LocalApi.SEND + "&methods=POST&credential=token&maxBody=1048576&headers="
                        + EventVersion.HEADER + "," + Submission.HEADER + "&blocking=false")
                .routeId("http.send")
                .streamCache("false") // the body is bytes
                .process(SendRoutes::readHeaders)
                .to("tocsin:event?channel=" + PagerDutyLanes.CHANNEL)
                .process(SendRoutes::answer);
    }

    private static void readHeaders(Exchange exchange) throws InvalidEventException {
        String format = EventVersion.format(exchange.getProperty(EventVersion.HEADER, String.class));
        if (format != null) {
            exchange.setProperty(TocsinProperties.FORMAT, format);
        }
        SubmissionId submission = Submission.of(exchange.getProperty(Submission.HEADER, String.class));
        if (submission != null) {
            exchange.setProperty(TocsinProperties.SUBMISSION, submission.text());
        }
    }

    private static void answer(Exchange exchange) {
        exchange.getMessage().setBody(Answers.accepted(exchange.getProperty(TocsinProperties.EVENT_KEY, String.class)));
    }
}
