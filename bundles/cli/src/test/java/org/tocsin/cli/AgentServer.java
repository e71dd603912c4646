// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The agent's end of the wire on a real socket of loopback. */
final class AgentServer implements AutoCloseable {

    static final String TOKEN = "a-token.for_this~test+only/0123456789=";

    static {
        // read when the server's classes are loaded; without it every answer takes 40 ms
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    final RecordingAgent agent = new RecordingAgent();
    final List<String> bodies = new CopyOnWriteArrayList<>();
    final AtomicInteger requests = new AtomicInteger();

    /** Runs while a client waits for its answer. */
    volatile Runnable meanwhile = () -> {};

    /** Sends what the test wants instead of what the agent would. */
    volatile byte[] instead = {};

    /** Of every answer to who has the token. */
    volatile int status = 200;

    /** The port that clients ask, when that is a relay's; else 0. */
    volatile int listensAs;

    /** Ends the connection without an answer. */
    volatile boolean hangsUp;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    private final String host;

    AgentServer() throws IOException {
        this("127.0.0.1");
    }

    AgentServer(String host) throws IOException {
        this.host = host;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), 0), 0);
        server.setExecutor(threads);
        server.createContext("/cli/", this::answer);
        server.createContext("/", this::prove);
        server.start();
    }

    String address() {
        return host + ":" + port();
    }

    private void prove(HttpExchange exchange) throws IOException {
        try (exchange) {
            String asked = exchange.getRequestHeaders().getFirst("Authorization");
            String shown = asked == null ? null : Proof.answer(asked, TOKEN, listensAs == 0 ? port() : listensAs);
            send(exchange, shown == null ? 404 : 200, (shown == null ? "" : shown).getBytes(StandardCharsets.UTF_8));
        }
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            byte[] body = exchange.getRequestBody().readAllBytes();
            bodies.add(new String(body, StandardCharsets.UTF_8));
            if (hangsUp) {
                return;
            }
            if (!("token " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                send(exchange, 401, "{\"errors\":[\"Unauthorized\"]}".getBytes(StandardCharsets.UTF_8));
                return;
            }
            String program = exchange.getRequestURI().getPath().substring("/cli/".length());
            byte[] answer =
                    Wire.serve(program, body, exchange.getRequestHeaders().getFirst(Wire.SUBMISSION), agent);
            meanwhile.run();
            send(exchange, status, instead.length > 0 ? instead : answer);
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Answers only when this server is closed. */
    void hang() {
        hang(Duration.ofMinutes(1));
    }

    /** Answers after a while, and when this server is closed. */
    void hang(Duration most) {
        try {
            if (closed.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
