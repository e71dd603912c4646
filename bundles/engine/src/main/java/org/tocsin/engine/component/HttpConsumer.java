// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.TocsinProperties;
import org.tocsin.api.http.ErrorShape;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.api.http.HttpReply;
import org.tocsin.api.http.HttpRequest;

/** Makes an exchange of every request on its path, and an answer of what the route made of it. */
final class HttpConsumer extends DefaultConsumer implements Awaiting, HttpDoor.Handler, Suspendable {

    private static final int OK = 200;

    private final Doors doors;
    private final Workers workers;
    private final HttpOptions options;
    private volatile Doors.@Nullable Lease lease;

    HttpConsumer(InboundEndpoint endpoint, Processor processor, Doors doors, Workers workers, HttpOptions options) {
        super(endpoint, processor);
        this.doors = doors;
        this.workers = workers;
        this.options = options;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        openPath();
    }

    /** The first step of a graceful stop: requests under way still find their route, new ones do not. */
    @Override
    protected void doSuspend() {
        closePath();
    }

    @Override
    protected void doResume() {
        openPath();
    }

    @Override
    protected void doStop() throws Exception {
        closePath();
        super.doStop();
    }

    private void openPath() {
        lease = doors.openPath(options.door(), options.path(), this);
    }

    private void closePath() {
        Doors.Lease open = lease;
        if (open != null) {
            open.close();
            lease = null;
        }
    }

    @Override
    public String waitsFor() {
        Doors.Lease open = lease;
        return open == null ? "" : open.waitsFor();
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        CompletableFuture<HttpReply> answer = new CompletableFuture<>();
        if (!options.blocking()) {
            route(request, answer);
            return answer;
        }
        return onWorkers(request, answer);
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request, Executor loop) {
        CompletableFuture<HttpReply> answer = new CompletableFuture<>();
        if (options.blocking()) {
            return onWorkers(request, answer);
        }
        HomeLoop.run(loop, () -> route(request, answer));
        return answer;
    }

    /** The house's while nobody brings the one that was named. */
    @Override
    public ErrorShape errors() {
        String name = options.errors();
        ErrorShape named = name == null ? null : doors.errors(name);
        return named == null ? ErrorShape.HOUSE : named;
    }

    private CompletionStage<HttpReply> onWorkers(HttpRequest request, CompletableFuture<HttpReply> answer) {
        try {
            workers.request(Origin.carried(() -> route(request, answer)));
        } catch (RejectedExecutionException full) {
            answer.complete(
                    ErrorAnswers.unavailable("agent: has too many requests under way, try again soon", errors()));
        }
        return answer;
    }

    private void route(HttpRequest request, CompletableFuture<HttpReply> answer) {
        if (!isRunAllowed()) {
            answer.complete(ErrorAnswers.unavailable("agent: this path is being closed, try again soon", errors()));
            return;
        }
        ClassLoader before = Loaders.enter(getEndpoint().getCamelContext());
        try {
            Exchange exchange = exchangeOf(request);
            getAsyncProcessor().process(exchange, doneSync -> {
                answer.complete(replyOf(exchange));
                releaseExchange(exchange, false);
            });
        } catch (RuntimeException e) {
            answer.complete(ErrorAnswers.of(e, getRouteId(), errors()));
        } finally {
            Loaders.leave(before);
        }
    }

    private Exchange exchangeOf(HttpRequest request) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(request.body().toBytes());
        exchange.setProperty(TocsinProperties.HTTP_METHOD, request.method());
        exchange.setProperty(TocsinProperties.HTTP_PATH, request.path());
        if (request.pathParameter() != null) {
            exchange.setProperty(TocsinProperties.HTTP_PATH_PARAMETER, request.pathParameter());
        }
        for (String name : options.headers()) {
            setIfGiven(exchange, name, request.headers().get(name.toLowerCase(Locale.ROOT)));
        }
        for (String name : options.query()) {
            setIfGiven(exchange, name, request.query().get(name));
        }
        return exchange;
    }

    private static void setIfGiven(Exchange exchange, String name, @Nullable String value) {
        if (value != null) {
            exchange.setProperty(name, value);
        }
    }

    private HttpReply replyOf(Exchange exchange) {
        Throwable problem = exchange.getException();
        if (problem != null) {
            return ErrorAnswers.of(problem, getRouteId(), errors());
        }
        try {
            return new HttpReply(
                    exchange.getProperty(TocsinProperties.HTTP_STATUS, OK, Integer.class),
                    exchange.getProperty(TocsinProperties.HTTP_CONTENT_TYPE, "application/json", String.class),
                    Map.of(),
                    Body.of(Payload.of(exchange)));
        } catch (InvalidPayloadException | RuntimeException e) {
            return ErrorAnswers.of(e, getRouteId(), errors());
        }
    }
}
