// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and the agent, and cuts some connections when the agent has answered, before its answer
 * reaches the client: what the agent did is done, and the client cannot know.
 */
final class DroppingRelay implements AutoCloseable {

    /** How many of the next answers are dropped. */
    final AtomicInteger toDrop = new AtomicInteger();

    /** Closes itself after a dropped answer, as an agent that was killed. */
    volatile boolean thenGone;

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int port;

    DroppingRelay(String agent) throws IOException {
        this(agent, "127.0.0.1");
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a test that misses an answer says so
    DroppingRelay(String agent, String host) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName(host));
        port = Integer.parseInt(agent.substring(agent.lastIndexOf(':') + 1));
        threads.submit(() -> {
            while (!server.isClosed()) {
                Socket client = server.accept();
                threads.submit(() -> {
                    relay(client);
                    return null;
                });
            }
            return null;
        });
    }

    int port() {
        return server.getLocalPort();
    }

    String address() {
        return server.getInetAddress().getHostAddress() + ':' + port();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the sockets
    private void relay(Socket client) throws IOException {
        try (client;
                Socket agent = new Socket(InetAddress.getLoopbackAddress(), port)) {
            threads.submit(() -> {
                copy(client.getInputStream(), agent.getOutputStream());
                return null;
            });
            InputStream answer = agent.getInputStream();
            byte[] piece = new byte[8_192];
            for (int length = answer.read(piece); length >= 0; length = answer.read(piece)) {
                if (toDrop.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
                    if (thenGone) {
                        server.close();
                    }
                    return;
                }
                client.getOutputStream().write(piece, 0, length);
            }
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] piece = new byte[8_192];
        for (int length = from.read(piece); length >= 0; length = from.read(piece)) {
            to.write(piece, 0, length);
            to.flush();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
