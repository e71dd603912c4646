// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.rules.ExternalResource;

/** A PagerDuty that accepts everything and keeps every byte of it, headers included, which the sandbox does not. */
public final class Eavesdropper extends ExternalResource {

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *(\\d+)\r\n");
    private static final byte[] ANSWER =
            "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}".getBytes(ISO_8859_1);

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket door;

    /** On a free port. */
    public Eavesdropper() {
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its base URL. */
    public String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    /** The requests so far, as they came over the wire. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    @Override
    protected void before() {
        var unused = threads.submit(this::listen);
    }

    @Override
    protected void after() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }

    private Void listen() throws IOException {
        while (!door.isClosed()) {
            Socket caller = door.accept();
            var unused = threads.submit(() -> answer(caller));
        }
        return null;
    }

    private Void answer(Socket caller) throws IOException {
        try (caller) {
            InputStream in = caller.getInputStream();
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            while (!isWhole(request.toString(ISO_8859_1))) {
                int c = in.read();
                if (c < 0) {
                    break;
                }
                request.write(c);
            }
            if (request.size() > 0) {
                heard.add(request.toString(ISO_8859_1));
                caller.getOutputStream().write(ANSWER);
            }
        }
        return null;
    }

    private static boolean isWhole(String request) {
        int end = request.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        Matcher length = LENGTH.matcher(request.substring(0, end + 2));
        return request.length() - end - 4 >= (length.find() ? Integer.parseInt(length.group(1)) : 0);
    }
}
