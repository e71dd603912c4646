// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
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
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.TocsinProperties;
import org.tocsin.api.Translation;
import org.tocsin.cli.Json;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.ViewJson;

/** {@code POST /integrations/{adapter}}: what a tool sends goes through its adapter onto the queue; or is only shown. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class IntegrationRoutes extends RouteBuilder {

    private static final String DRY_RUN = "dry-run";
    private static final String ROUTING_KEY = "X-Routing-Key";
    private static final String CONTENT_TYPE = "Content-Type";
    private static final int ACCEPTED = 202;

    private final Spine spine;
    private final Adapters adapters;

    /** Routes over what is there at the time of a request. */
    @Activate
    public IntegrationRoutes(@Reference Spine spine, @Reference Adapters adapters) {
        this.spine = spine;
        this.adapters = adapters;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        from("tocsin:http?door=api&path=" + LocalApi.INTEGRATIONS + "&methods=POST&credential=token&query=" + DRY_RUN
                        + "&headers=" + String.join(",", CONTENT_TYPE, ROUTING_KEY, Submission.HEADER))
                .routeId("http.integrations")
                .process(this::translate);
    }

    private void translate(Exchange exchange)
            throws InvalidEventException, AdapterFailedException, QueueRefusedException {
        SubmissionId submission = Submission.of(exchange.getProperty(Submission.HEADER, String.class));
        boolean dryRun = isDryRun(exchange.getProperty(DRY_RUN, String.class));
        String name = exchange.getProperty(TocsinProperties.HTTP_PATH_PARAMETER, "", String.class);
        Translation made = adapters.of(name)
                .translate(new AdapterInput(
                        Body.of(exchange.getMessage().getBody(byte[].class)),
                        exchange.getProperty(CONTENT_TYPE, String.class),
                        exchange.getProperty(ROUTING_KEY, String.class),
                        Map.of()));
        if (dryRun) {
            exchange.getMessage().setBody(ViewJson.translation(AdapterBoard.view(made, this::struck)));
            return;
        }
        Refusals.answer(exchange, () -> {
            List<Receipt> receipts = accept(made.events(), submission);
            if (!receipts.isEmpty()) {
                exchange.setProperty(TocsinProperties.HTTP_STATUS, ACCEPTED);
            }
            return accepted(receipts, made.problems());
        });
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

    /**
     * One after the other: when one is refused, none that comes after it may overtake it. A repeat under the same name
     * keeps none twice.
     */
    private List<Receipt> accept(List<Event> events, @Nullable SubmissionId submission) throws RefusedException {
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            try {
                receipts.add(spine.await(spine.queue().accept(events.get(i), part(submission, i))));
            } catch (QueueRefusedException e) {
                throw afterSome(Refusals.of(e), receipts, events.size());
            } catch (RefusedException e) {
                throw afterSome(e, receipts, events.size());
            }
        }
        return receipts;
    }

    /** A refusal that also names what was kept before it. */
    private static RefusedException afterSome(RefusedException refusal, List<Receipt> kept, int all) {
        if (kept.isEmpty()) {
            return refusal;
        }
        String which = kept.size() == 1
                ? "the first of " + all + " events is"
                : "the first " + kept.size() + " of " + all + " events are";
        return new RefusedException(
                refusal.reason(),
                refusal.getMessage() + "; " + which + " kept ("
                        + kept.stream().map(Receipt::key).collect(Collectors.joining(", "))
                        + "), send it again under the same Idempotency-Key, else only the rest");
    }

    /** The name of a part: the first has that of the whole, so that a single event is known by it elsewhere, too. */
    private static @Nullable SubmissionId part(@Nullable SubmissionId whole, int index) {
        if (whole == null || index == 0) {
            return whole;
        }
        String text = whole.text() + '.' + index;
        return new SubmissionId(
                text.length() <= SubmissionId.MAX_LENGTH
                        ? text
                        : UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.US_ASCII))
                                .toString());
    }

    private static String accepted(List<Receipt> receipts, List<Translation.Problem> problems) {
        return Json.object(out -> {
            out.writeArrayFieldStart("events");
            for (Receipt receipt : receipts) {
                out.writeStartObject();
                out.writeStringField("key", receipt.key());
                out.writeStringField("dedup_key", receipt.dedupKey());
                out.writeEndObject();
            }
            out.writeEndArray();
            problems(out, problems);
        });
    }

    /** Without the key where that is a secret: it is in the text only where the tool put it. */
    private String struck(Event event) {
        return spine.redaction(event.lane()).inADryRun(event.body().utf8());
    }

    private static void problems(JsonGenerator out, List<Translation.Problem> problems) throws IOException {
        if (!problems.isEmpty()) {
            out.writeArrayFieldStart("errors");
            for (Translation.Problem problem : problems) {
                out.writeString(AdapterBoard.told(problem));
            }
            out.writeEndArray();
        }
    }
}
