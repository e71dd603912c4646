// SPDX-License-Identifier: Apache-2.0
package org.tocsin.adapter;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.AsyncProcessorSupport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.api.Body;
import org.tocsin.api.EventQueue;
import org.tocsin.api.InputRoom;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Outcome;
import org.tocsin.api.TocsinProperties;

/** The channel of inputs: {@code adapter.deliver}. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class AdapterRoutes extends RouteBuilder {

    private final Translating translating;

    /** Where the route goes on after the queue's answer. */
    private final ExecutorService after =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "tocsin-adapter-settle"));

    /** For the engine. */
    @Activate
    public AdapterRoutes(@Reference Adapters adapters, @Reference EventQueue queue) {
        this.translating = new Translating(adapters, queue, InputRoom.ofThisAgent());
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint makes a later try of it
        from("tocsin:deliver?channel=" + RawFormat.CHANNEL)
                .routeId("adapter.deliver")
                .process(new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange input, AsyncCallback callback) {
                        return translate(input, callback);
                    }
                });
    }

    @Deactivate
    void close() {
        after.shutdown();
    }

    /** The route goes on on a thread of its own: the queue's writer, which completes the stage, has no time for it. */
    private boolean translate(Exchange input, AsyncCallback callback) {
        CompletionStage<Outcome> translated;
        try {
            Body stored = Body.of(input.getMessage().getBody(byte[].class));
            input.getMessage().setBody(null); // it may be large
            translated = translating.deliver(
                    stored,
                    RawFormat.key(input.getProperty(TocsinProperties.KEY, "", String.class)),
                    input.getProperty(TocsinProperties.EVENT_KEY, String.class),
                    input.getProperty(TocsinProperties.LANE, String.class));
        } catch (InvalidEventException e) {
            input.setException(e);
            callback.done(true);
            return true;
        }
        translated.whenCompleteAsync(
                (outcome, problem) -> {
                    if (problem == null) {
                        input.getMessage().setBody(outcome);
                    } else {
                        input.setException(problem);
                    }
                    callback.done(false);
                },
                after);
        return false;
    }
}
