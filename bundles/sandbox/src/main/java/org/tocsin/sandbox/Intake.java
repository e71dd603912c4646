// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The Events API: reads a request, decides, logs, and only then answers. Lives on one event loop. */
final class Intake {

    /** What is read of a body that is too large anyway, so that the sender gets its 413 and no broken pipe. */
    private static final int MAX_READ = 2 * Endpoint.MAX_BODY;

    private final Vertx vertx;
    private final PlanBook plans;
    private final Journal journal;
    private final RateLimit rate;
    private final Clock clock;
    private final Supplier<String> portal;
    private final Set<Exchange> hanging = new HashSet<>();

    /** @param portal where redirects lead that name no place */
    Intake(Vertx vertx, PlanBook plans, Journal journal, RateLimit rate, Clock clock, Supplier<String> portal) {
        this.vertx = vertx;
        this.plans = plans;
        this.journal = journal;
        this.rate = rate;
        this.clock = clock;
        this.portal = portal;
    }

    void handle(HttpServerRequest request) {
        Exchange exchange = new Exchange(vertx, request);
        Endpoint endpoint = Endpoint.of(request.path());
        if (endpoint == null) {
            exchange.answer(Answer.other(404, "No such path"));
        } else if (!HttpMethod.POST.equals(request.method())) {
            exchange.answer(Answer.other(405, "Use POST"));
        } else {
            Failure early = plans.takeBeforeReading();
            if (early == null) {
                read(request, endpoint, exchange);
            } else {
                logUnread(endpoint, early.word(), Bytes.of(""));
                exchange.reset();
            }
        }
    }

    private void read(HttpServerRequest request, Endpoint endpoint, Exchange exchange) {
        Buffer body = Buffer.buffer();
        boolean[] done = {false};
        request.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > MAX_READ && !done[0]) {
                done[0] = true;
                request.handler(null);
                request.response().putHeader("Connection", "close");
                judge(endpoint, Bytes.of(body.getBytes()), exchange);
            }
        });
        request.endHandler(end -> {
            if (!done[0]) {
                done[0] = true;
                judge(endpoint, Bytes.of(body.getBytes()), exchange);
            }
        });
        request.exceptionHandler(broken -> {
            if (!done[0]) {
                done[0] = true;
                logUnread(endpoint, "incomplete", Bytes.of(body.getBytes()));
            }
        });
    }

    private void judge(Endpoint endpoint, Bytes body, Exchange exchange) {
        EventCheck.Found found = EventCheck.check(endpoint, body);
        Failure failure = plans.take(found.key());
        // the rate limit counts only what may be taken
        RateLimit limit = failure == null || failure.leavesDoubt() ? rate : RateLimit.NONE;
        Ruling ruling = Ruling.of(endpoint, body, found, limit);
        if (failure == null) {
            log(ruling, ruling.answer().status(), ruling.trouble(), ruling.takes());
            exchange.answer(ruling.answer());
        } else {
            fail(failure, ruling, exchange);
        }
    }

    private void fail(Failure failure, Ruling ruling, Exchange exchange) {
        String word = failure.word();
        Answer truth = ruling.answer();
        if (failure instanceof Failure.Status status) {
            Answer answer = Answer.planned(status);
            log(ruling, answer.status(), word, answer.takes());
            exchange.answer(answer);
        } else if (failure instanceof Failure.Redirect redirect) {
            String location = redirect.location() == null ? portal.get() : redirect.location();
            log(ruling, redirect.code(), word, false);
            exchange.answer(new Answer(redirect.code(), Map.of("Location", location), ""));
        } else if (failure instanceof Failure.Trickle trickle) {
            log(ruling, truth.status(), word, ruling.takes());
            exchange.trickle(truth, trickle.pause());
        } else if (failure instanceof Failure.Delay delay) {
            log(ruling, truth.status(), word, ruling.takes());
            exchange.answerLate(truth, delay.pause());
        } else if (failure instanceof Failure.Hang) {
            log(ruling, 0, word, false);
            hanging.add(exchange);
        } else if (failure instanceof Failure.Reset) {
            log(ruling, 0, word, false);
            exchange.reset();
        } else {
            log(ruling, 0, word, failure instanceof Failure.Lost && ruling.takes());
            exchange.close();
        }
    }

    /** Lets go of the requests that hang: their connections are closed. */
    void release() {
        hanging.forEach(Exchange::close);
        hanging.clear();
    }

    private void logUnread(Endpoint endpoint, String failure, Bytes body) {
        EventCheck.Found nothing = new EventCheck.Found(null, null, null, List.of());
        log(new Ruling(endpoint, body, nothing, Answer.other(0, ""), null), 0, failure, false);
    }

    private void log(Ruling ruling, int status, @Nullable String failure, boolean accepted) {
        EventCheck.Found found = ruling.found();
        String dedupKey = accepted ? ruling.dedupKey() : found.dedupKey();
        journal.append(n -> new Received(
                n,
                clock.instant(),
                ruling.endpoint().path,
                ruling.endpoint().format,
                found.key(),
                dedupKey,
                found.action(),
                status,
                failure,
                accepted,
                ruling.body()));
    }
}
