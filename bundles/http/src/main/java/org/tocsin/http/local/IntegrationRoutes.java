// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.api.AdapterFailedException;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.InputRoom;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.TocsinProperties;
import org.tocsin.cli.Json;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.Submitted;
import org.tocsin.cli.TakenIn;
import org.tocsin.cli.ViewJson;

/** {@code POST /integrations/{adapter}}: what a tool sends goes through its adapter onto the queue; or is only shown. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class IntegrationRoutes extends RouteBuilder {

    private static final String DRY_RUN = "dry-run";
    private static final String ROUTING_KEY = "X-Routing-Key";
    private static final String CONTENT_TYPE = "Content-Type";
    private static final int ACCEPTED = 202;

    private final Spine spine;
    private final Inputs inputs;
    private final DryRun dryRun = new DryRun(InputRoom.ofThisAgent());

    /** Routes over what is there at the time of a request. */
    @Activate
    public IntegrationRoutes(@Reference Spine spine, @Reference Inputs inputs) {
        this.spine = spine;
        this.inputs = inputs;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        from("tocsin:http?door=api&path=" + LocalApi.INTEGRATIONS + "&methods=POST&credential=token&maxBody="
                        + AdapterInput.MAX_BYTES + "&query=" + DRY_RUN
                        + "&headers=" + String.join(",", CONTENT_TYPE, ROUTING_KEY, Submission.HEADER))
                .routeId("http.integrations")
                .process(this::translate);
    }

    private void translate(Exchange exchange)
            throws InvalidEventException, AdapterFailedException, QueueRefusedException {
        SubmissionId submission = Submission.of(exchange.getProperty(Submission.HEADER, String.class));
        boolean isDry = isDryRun(exchange.getProperty(DRY_RUN, String.class));
        String name = exchange.getProperty(TocsinProperties.HTTP_PATH_PARAMETER, "", String.class);
        AdapterInput input = new AdapterInput(
                Body.of(exchange.getMessage().getBody(byte[].class)),
                exchange.getProperty(CONTENT_TYPE, String.class),
                exchange.getProperty(ROUTING_KEY, String.class),
                Map.of());
        exchange.getMessage().setBody(null); // it may be large, and the adapter has its own
        try {
            exchange.getMessage()
                    .setBody(isDry ? shown(name, input) : told(exchange, inputs.take(name, input, submission)));
        } catch (RefusedException e) {
            Refusals.answer(exchange, () -> {
                throw e;
            });
        }
    }

    private String shown(String name, AdapterInput input)
            throws InvalidEventException, AdapterFailedException, RefusedException {
        return ViewJson.translation(dryRun.of(inputs.adapter(name), input, this::struck));
    }

    private static String told(Exchange exchange, TakenIn taken) {
        if (!taken.events().isEmpty()) {
            exchange.setProperty(TocsinProperties.HTTP_STATUS, ACCEPTED);
        }
        return told(taken);
    }

    private static boolean isDryRun(@Nullable String value) throws InvalidEventException {
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.equals("true")) {
            return true;
        }
        throw new InvalidEventException(DRY_RUN, "is neither true nor false, say true or leave it out");
    }

    private static String told(TakenIn taken) {
        return Json.object(out -> {
            out.writeArrayFieldStart("events");
            for (Submitted event : taken.waits() == null ? taken.events() : List.<Submitted>of()) {
                out.writeStartObject();
                out.writeStringField("key", event.key());
                out.writeStringField("dedup_key", event.dedupKey());
                out.writeEndObject();
            }
            out.writeEndArray();
            if (taken.waits() != null) {
                out.writeStringField("key", taken.events().get(0).key());
                out.writeStringField("waits", taken.waits());
            }
            if (!taken.problems().isEmpty()) {
                out.writeArrayFieldStart("errors");
                for (String problem : taken.problems()) {
                    out.writeString(problem);
                }
                out.writeEndArray();
            }
        });
    }

    /** Without the key where that is a secret: it is in the text only where the tool put it. */
    private String struck(Event event) {
        return spine.redaction(event.lane()).inADryRun(event.body().utf8());
    }
}
