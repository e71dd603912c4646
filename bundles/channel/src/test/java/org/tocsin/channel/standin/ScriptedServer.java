// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.standin;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server that reads requests and then does to the socket whatever a test wants, valid HTTP or not. */
public final class ScriptedServer implements AutoCloseable {

    /** What is done once a request has been read. Returning keeps the connection for the next request. */
    @FunctionalInterface
    public interface Script {
        void answer(Socket socket, int request) throws Exception;
    }

    /** A request as its bytes were on the wire. */
    public record Request(String line, Map<String, String> headers, String body) {}

    /** What was asked so far. */
    public final List<Request> requests = new CopyOnWriteArrayList<>();
    /** How many connections were made. */
    public final AtomicInteger connections = new AtomicInteger();
    /** Why connections ended; expected where one side hangs up. */
    public final List<Exception> broken = new CopyOnWriteArrayList<>();

    private final ServerSocket listener;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Script script;

    /** A server on a free port of the loopback. */
    public ScriptedServer(Script script) throws IOException {
        this(new ServerSocket(0, 256, InetAddress.getLoopbackAddress()), script);
    }

    /** A server behind this listener, which may speak TLS. */
    public ScriptedServer(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
        threads.execute(this::accept);
    }

    /** A server that always answers this text as it stands. */
    public static ScriptedServer saying(String answer) throws IOException {
        return new ScriptedServer((socket, request) -> say(socket, answer));
    }

    /** An answer with a length. */
    public static String http(String statusLine, String headers, String body) {
        return "HTTP/1.1 " + statusLine + "\r\n" + headers + "Content-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    /** Sends a text as it stands. */
    public static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Where it is, without a slash at its end. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** The port. */
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Request request = read(in); request != null; request = read(in)) {
                requests.add(request);
                script.answer(socket, requests.size());
            }
        } catch (Exception e) {
            // the client hung up, or the script did
            broken.add(e);
        }
    }

    private static @Nullable Request read(InputStream in) throws IOException {
        String line = readLine(in);
        if (line == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String header = readLine(in); header != null && !header.isEmpty(); header = readLine(in)) {
            String[] parts = header.split(": ?", 2);
            headers.merge(parts[0].toLowerCase(Locale.ROOT), parts[1], (a, b) -> a + " | " + b);
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(line, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static @Nullable String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
