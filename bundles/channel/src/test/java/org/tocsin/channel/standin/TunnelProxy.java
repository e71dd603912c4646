// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.standin;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP proxy that makes a tunnel to one port of this host, whatever it is asked for, for whom it knows. */
public final class TunnelProxy implements AutoCloseable {

    /** The heads of the requests so far. */
    public final List<String> requests = new CopyOnWriteArrayList<>();

    /** Why connections ended; expected where one side hangs up. */
    public final List<Exception> broken = new CopyOnWriteArrayList<>();

    private final ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int target;
    private final String credentials;

    /**
     * On a free port.
     *
     * @param credentials what stands behind {@code Basic}; empty: everybody may
     */
    public TunnelProxy(int target, String credentials) throws IOException {
        this.target = target;
        this.credentials = credentials;
        threads.execute(this::accept);
    }

    /** The port. */
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            for (String head = head(client.getInputStream()); !head.isEmpty(); head = head(client.getInputStream())) {
                requests.add(head);
                if (credentials.isEmpty() || head.contains("Proxy-Authorization: Basic " + credentials)) {
                    tunnel(client);
                    return;
                }
                ScriptedServer.say(
                        client,
                        ScriptedServer.http(
                                "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"p\"\r\n", ""));
            }
        } catch (IOException e) {
            broken.add(e); // one side hung up
        }
    }

    private void tunnel(Socket client) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(server);
            ScriptedServer.say(client, "HTTP/1.1 200 Connection established\r\n\r\n");
            threads.execute(() -> pump(server, client));
            client.getInputStream().transferTo(server.getOutputStream());
        }
    }

    private void pump(Socket from, Socket to) {
        try (to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            broken.add(e);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.append((char) b);
            if (head.length() > 3 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
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
