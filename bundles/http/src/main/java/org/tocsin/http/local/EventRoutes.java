// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.TocsinProperties;
import org.tocsin.cli.EventQuery;
import org.tocsin.cli.Imported;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.ViewJson;

/** The events on the queue: looked at, changed, taken along. {@code POST /events} is left to whoever takes events in. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class EventRoutes extends RouteBuilder {

    private static final String TOKEN = "&credential=token";
    private static final String QUERY = "&query=lane,state,after,limit";
    private static final int MAX_LINES = 4 << 20;
    private static final String LINES = "application/x-ndjson";

    private final Spine spine;
    private final QueueDesk desk;

    /** Routes over what spine and desk have at the time of a request. */
    @Activate
    public EventRoutes(@Reference Spine spine, @Reference QueueDesk desk) {
        this.spine = spine;
        this.desk = desk;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        from("tocsin:http?door=api&path=" + LocalApi.EVENTS + "&methods=POST" + TOKEN + "&query=channel&headers="
                        + EventVersion.HEADER + "," + Submission.HEADER + "&maxBody=" + MAX_LINES)
                .routeId("http.events.batch")
                .streamCache("false") // the body is bytes
                .process(this::batch);
        on("GET", LocalApi.EVENTS, QUERY, "list", exchange -> ViewJson.events(desk.list(query(exchange))));
        on("GET", LocalApi.EVENTS_EXPORT, QUERY + ",from", "export", this::export);
        on("POST", LocalApi.EVENTS_IMPORT, "&maxBody=" + MAX_LINES, "import", this::accept);
        on("POST", LocalApi.EVENTS_RETRY, "", "retry.all", exchange -> ViewJson.count("retried", desk.retryLane(null)));
        on("GET", LocalApi.EVENT, "&query=withKey", "show", this::show);
        on("PUT", LocalApi.EVENT, "&query=retry", "edit", this::edit);
        on("POST", LocalApi.EVENT_RETRY, "", "retry", exchange -> ViewJson.count("retried", desk.retry(key(exchange))));
        on("POST", LocalApi.EVENT_DROP, "&query=reason", "drop", this::drop);
    }

    /** What a path answers. */
    @FunctionalInterface
    private interface Answerer {
        String answer(Exchange exchange) throws RefusedException;
    }

    private RouteDefinition on(String method, String path, String options, String verb, Answerer answerer) {
        return from("tocsin:http?door=api&path=" + path + "&methods=" + method + TOKEN + options)
                .routeId("http.events." + verb)
                .process(exchange -> Refusals.answer(exchange, () -> answerer.answer(exchange)));
    }

    private void batch(Exchange exchange) throws InvalidEventException, QueueRefusedException {
        String channel = text(exchange, "channel");
        EventBatch.Answered answered = EventBatch.accept(
                spine,
                channel == null ? PagerDutyLanes.CHANNEL : channel,
                exchange.getMessage().getBody(byte[].class),
                EventVersion.format(exchange.getProperty(EventVersion.HEADER, String.class)),
                Submission.of(exchange.getProperty(Submission.HEADER, String.class)));
        exchange.setProperty(TocsinProperties.HTTP_STATUS, answered.status());
        exchange.setProperty(TocsinProperties.HTTP_CONTENT_TYPE, LINES);
        exchange.getMessage().setBody(answered.lines());
    }

    private String export(Exchange exchange) throws RefusedException {
        EventQuery query = query(exchange);
        String after = query.after();
        if (after != null && !after.matches(EventQuery.ORDER_PATTERN)) {
            // who means to go on behind the last line would miss all of the following lanes that is older
            throw new RefusedException(
                    RefusedException.Reason.INVALID,
                    "after: must be an order number; to go on behind a line of the part before, give its key as 'from'");
        }
        String lines = desk.export(query, text(exchange, "from")).lines();
        exchange.setProperty(TocsinProperties.HTTP_CONTENT_TYPE, LINES);
        return lines;
    }

    private String accept(Exchange exchange) throws RefusedException {
        Imported imported = desk.accept(text(exchange), 1);
        return ViewJson.imported(imported);
    }

    private String show(Exchange exchange) throws RefusedException {
        return ViewJson.event(desk.event(key(exchange).get(0), flag(exchange, "withKey")));
    }

    private String edit(Exchange exchange) throws RefusedException {
        boolean retry = flag(exchange, "retry");
        String key = key(exchange).get(0);
        desk.edit(key, text(exchange), retry);
        return ViewJson.edited(key, retry);
    }

    private String drop(Exchange exchange) throws RefusedException {
        return ViewJson.count("dropped", desk.drop(key(exchange), text(exchange, "reason")));
    }

    private static EventQuery query(Exchange exchange) throws RefusedException {
        return EventQuery.of(
                text(exchange, "lane"), text(exchange, "state"), text(exchange, "after"), text(exchange, "limit"));
    }

    private static boolean flag(Exchange exchange, String name) throws RefusedException {
        String text = text(exchange, name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new RefusedException(RefusedException.Reason.INVALID, name + ": must be true or false");
        }
        return "true".equals(text);
    }

    /** A query parameter; one without a value is none. */
    private static @Nullable String text(Exchange exchange, String name) {
        String text = exchange.getProperty(name, String.class);
        return text == null || text.isEmpty() ? null : text;
    }

    private static List<String> key(Exchange exchange) {
        return List.of(exchange.getProperty(TocsinProperties.HTTP_PATH_PARAMETER, "", String.class));
    }

    private static String text(Exchange exchange) throws RefusedException {
        String text = Bytes.text(exchange.getMessage().getBody(byte[].class));
        if (text == null) {
            throw new RefusedException(RefusedException.Reason.INVALID, "body: is not UTF-8, send UTF-8 text");
        }
        return text;
    }
}
