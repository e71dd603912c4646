// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The least that can stand in for PagerDuty: answers 202 to everything, at once. It lets through only as many as it is
 * told to; the rest waits in its hands, unanswered. Events of sick lanes get no answer of that kind. One thread.
 */
final class Sink implements AutoCloseable {

    private static final long DEADLINE_S = 300;
    private static final Buffer ACCEPTED =
            Buffer.buffer("{\"status\":\"success\",\"message\":\"Event processed\",\"dedup_key\":\"disk\"}");

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private final Sickness sickness;
    private final URI url;

    // written by the loop alone
    private final Deque<HttpServerRequest> held = new ArrayDeque<>();
    private long allowed;
    private CompletableFuture<Long> allAnswered = new CompletableFuture<>();
    private long expected = Long.MAX_VALUE;
    private CompletableFuture<Long> allMet = new CompletableFuture<>();
    private volatile long met;
    private volatile long metSick;

    private Sink(Sickness sickness) {
        this.sickness = sickness;
        CompletableFuture<HttpServer> listening = new CompletableFuture<>();
        loop.runOnContext(soon -> vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.bodyHandler(body -> take(request, body)))
                .listen()
                .onSuccess(listening::complete)
                .onFailure(listening::completeExceptionally));
        this.url = URI.create("http://127.0.0.1:" + listening.join().actualPort());
    }

    /** A sink that lets nothing through yet. */
    static Sink closed(Sickness sickness) {
        return new Sink(sickness);
    }

    /** A sink that lets nothing through yet. */
    static Sink closed() {
        return closed(Sickness.HANG);
    }

    URI url() {
        return url;
    }

    /** How many events of lanes that are well have come, answered or not. */
    long met() {
        return met;
    }

    /** How many attempts of sick lanes have come. */
    long metSick() {
        return metSick;
    }

    /** Lets so many through from now on; completes with the moment of the last of them, as {@link System#nanoTime}. */
    CompletableFuture<Long> allow(long events) {
        CompletableFuture<Long> last = new CompletableFuture<>();
        loop.runOnContext(soon -> {
            allAnswered = last;
            allowed = events;
            while (allowed > 0 && !held.isEmpty()) {
                accept(held.remove());
            }
        });
        return last.orTimeout(DEADLINE_S, TimeUnit.SECONDS);
    }

    /** Completes when so many have come since the beginning, with that moment. */
    CompletableFuture<Long> awaitMet(long events) {
        CompletableFuture<Long> last = new CompletableFuture<>();
        loop.runOnContext(soon -> {
            allMet = last;
            expected = events;
            countMet();
        });
        return last.orTimeout(DEADLINE_S, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void take(HttpServerRequest request, Buffer body) {
        if (Sickness.has(body)) {
            metSick++;
            sickness.befall(request);
            return;
        }
        met++;
        countMet();
        if (allowed > 0) {
            accept(request);
        } else {
            held.add(request);
        }
    }

    private void countMet() {
        if (met >= expected) {
            expected = Long.MAX_VALUE;
            allMet.complete(System.nanoTime());
        }
    }

    private void accept(HttpServerRequest request) {
        if (request.response().closed()) {
            return; // its sender is gone, and will come again
        }
        request.response()
                .setStatusCode(202)
                .putHeader("Content-Type", "application/json")
                .end(ACCEPTED);
        if (--allowed == 0) {
            allAnswered.complete(System.nanoTime());
        }
    }
}
