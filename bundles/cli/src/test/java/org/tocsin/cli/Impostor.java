// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Listens where an agent should, knows no token, and keeps what it hears. */
final class Impostor implements AutoCloseable {

    private static final int IDLE_MILLIS = 300;

    /** How it answers. */
    enum Manner {
        LIES("HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n" + "0".repeat(64)),
        CLAIMS_SUCCESS("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n0\u001ekept\u001e\u001e"),
        SENDS_ELSEWHERE("HTTP/1.1 307 Temporary Redirect\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
        WANTS_THE_TOKEN("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: token\r\nContent-Length: 0\r\n\r\n"),
        IS_BUSY("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"),
        HANGS_UP("");

        private final String answer;

        Manner(String answer) {
            this.answer = answer;
        }
    }

    volatile Manner manner = Manner.LIES;

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @SuppressWarnings("FutureReturnValueIgnored") // a test that misses what it heard says so
    Impostor(String host) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName(host));
        threads.submit(() -> {
            while (!server.isClosed()) {
                Socket client = server.accept();
                threads.submit(() -> {
                    listen(client);
                    return null;
                });
            }
            return null;
        });
    }

    String address() {
        return server.getInetAddress().getHostAddress() + ':' + server.getLocalPort();
    }

    /** What clients have said so far. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    private void listen(Socket client) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (client) {
            client.setSoTimeout(IDLE_MILLIS);
            InputStream in = client.getInputStream();
            byte[] piece = new byte[8_192];
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                all.write(piece, 0, length);
                heard.add(all.toString(StandardCharsets.ISO_8859_1));
                if (manner == Manner.HANGS_UP) {
                    return;
                }
                client.getOutputStream().write(manner.answer.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (SocketTimeoutException e) {
            // it has no more to say
            return;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
