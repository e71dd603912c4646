// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.http.HttpReply;
import org.tocsin.http.Bounds.Welcome;

/** Serves the connections of one event loop. After the start everything in here happens on that loop's thread. */
final class Loop extends VerticleBase implements Executor {

    private static final Duration LINGER = Duration.ofSeconds(1);

    /** It takes three messages, and whoever does not finish it has shown no token. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(3);

    private static final long MIN_SWEEP_MILLIS = 10;
    private static final long MAX_SWEEP_MILLIS = 500;
    private static final Set<String> TLS = Set.of("TLSv1.2", "TLSv1.3");
    private static final int BACKLOG = 1_024;

    private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("Content-Type");
    private static final CharSequence CONTENT_LENGTH = HttpHeaders.createOptimized("Content-Length");
    private static final CharSequence CACHE_CONTROL = HttpHeaders.createOptimized("Cache-Control");

    /** Answers are of this moment, and some hold keys. */
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    final Settings settings;
    final PathTable paths;
    final Gate gate;
    final Bounds bounds;

    private final @Nullable TlsKeys keys;
    private final LongSupplier nanoTime;
    private final Map<HttpConnection, Peer> peers = new HashMap<>();
    private final Set<Exchange> exchanges = new HashSet<>();
    private @Nullable Thread thread;
    private volatile int port;

    Loop(Settings settings, @Nullable TlsKeys keys, PathTable paths, Gate gate, Bounds bounds, LongSupplier nanoTime) {
        this.settings = settings;
        this.keys = keys;
        this.paths = paths;
        this.gate = gate;
        this.bounds = bounds;
        this.nanoTime = nanoTime;
    }

    @Override
    public Future<?> start() {
        thread = Thread.currentThread();
        Address address = settings.address();
        String host = address.host().getHostAddress();
        // all loops share the address, also one with a free port
        SocketAddress bound = address.port() == 0
                ? SocketAddress.sharedRandomPort(1, host)
                : SocketAddress.inetSocketAddress(address.port(), host);
        HttpServerOptions options = new HttpServerOptions()
                .setAcceptBacklog(BACKLOG)
                .setMaxHeaderSize(settings.maxHeaderSize())
                .setMaxInitialLineLength(settings.maxHeaderSize() / 2)
                .setHandle100ContinueAutomatically(false)
                // no path has a websocket, and each request would go through the handlers of its extensions
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(false);
        TlsKeys shown = keys;
        if (shown != null) {
            options.setSsl(true)
                    .setKeyCertOptions(shown.options())
                    .setEnabledSecureTransportProtocols(TLS)
                    // HTTP/1.1 only
                    .setUseAlpn(false)
                    .setSslHandshakeTimeout(
                            shorter(settings.readTimeout(), HANDSHAKE).toMillis())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        }
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(this::connected)
                .requestHandler(this::serve)
                .invalidRequestHandler(this::refuseMalformed);
        vertx.setPeriodic(sweepMillis(), id -> sweep());
        return server.listen(bound).onSuccess(open -> port = open.actualPort());
    }

    int port() {
        return port;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Runs something on this loop's thread; at once when it is the caller. */
    @Override
    public void execute(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
        } else {
            context.runOnContext(ignored -> task.run());
        }
    }

    /** Until when a connection that was refused is read from, so that the client finds the answer and not a reset. */
    long lingerDeadline() {
        return now() + shorter(settings.readTimeout(), LINGER).toNanos();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    void forget(Exchange exchange) {
        exchanges.remove(exchange);
    }

    private void connected(HttpConnection connection) {
        Welcome welcome = bounds.connected();
        Peer peer = new Peer(connection, welcome, now() + settings.readTimeout().toNanos());
        peers.put(connection, peer);
        connection.closeHandler(ignored -> {
            bounds.disconnected();
            peers.remove(connection);
            peer.gone();
        });
        if (welcome == Welcome.CLOSED) {
            connection.close();
        }
    }

    private void serve(HttpServerRequest request) {
        Peer peer = peers.get(request.connection());
        if (peer == null) {
            return; // closed in the meantime
        }
        Exchange exchange = new Exchange(this, peer, request);
        exchanges.add(exchange);
        peer.current = exchange;
        exchange.begin();
    }

    /** Answers what is no HTTP. What follows on the connection is skipped by the decoder, until it is closed. */
    private void refuseMalformed(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Refusal refusal = Refusal.of(400, "request: is no valid HTTP/1.1, send it with a client for HTTP");
        if (cause instanceof TooLongHttpLineException) {
            refusal = Refusal.of(414, "target: is too long, send less in it");
        } else if (cause instanceof TooLongHttpHeaderException) {
            refusal = Refusal.of(431, "headers: are larger than " + settings.maxHeaderSize() + " bytes, send less");
        }
        HttpReply reply = refusal.reply();
        head(request.response(), reply, true);
        // not ended: Vert.x would close at once, and unread bytes would turn the answer into a reset
        request.response().write(Buffer.buffer(reply.body().toBytes()));
        Peer peer = peers.get(request.connection());
        if (peer != null) {
            peer.current = null;
            peer.deadline = lingerDeadline();
        }
    }

    /** Writes everything of an answer that stands before its body. Nothing of the request is among it. */
    static void head(HttpServerResponse response, HttpReply reply, boolean closing) {
        response.setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        response.putHeader(CONTENT_TYPE, reply.contentType())
                .putHeader(CONTENT_LENGTH, Integer.toString(reply.body().size()))
                .putHeader(CACHE_CONTROL, NO_STORE);
        if (closing) {
            response.putHeader("Connection", "close");
        }
    }

    private void sweep() {
        long now = now();
        List.copyOf(peers.values()).forEach(peer -> peer.sweep(now));
        List.copyOf(exchanges).forEach(exchange -> exchange.sweep(now));
    }

    private long sweepMillis() {
        long shortest = Math.min(
                Math.min(
                        settings.readTimeout().toMillis(),
                        settings.idleTimeout().toMillis()),
                settings.answerTimeout().toMillis());
        return Math.max(MIN_SWEEP_MILLIS, Math.min(MAX_SWEEP_MILLIS, shortest / 4));
    }
}
