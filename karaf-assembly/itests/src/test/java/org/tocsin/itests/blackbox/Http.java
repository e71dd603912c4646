// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;

/** One connection to the agent's local API that sends exactly what it is told to, and is kept alive between requests. */
final class Http implements AutoCloseable {

    private static final int PATIENCE_MS = 20_000;

    private final Socket socket;

    /**
     * What came back.
     *
     * @param status of the answer
     * @param head its first line and its headers
     * @param body its body
     */
    record Answer(int status, String head, String body) {

        /** A header's value; empty when there is none. */
        String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    /**
     * Connects.
     *
     * @throws IOException when nobody listens: then nothing was sent
     */
    Http(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        socket.setTcpNoDelay(true);
    }

    /** One request on a connection of its own. */
    static Answer once(int port, String method, String target, List<String> headers, byte[] body) throws IOException {
        try (Http http = new Http(port)) {
            return http.call(method, target, headers, body);
        }
    }

    /** One request; once its bytes are on their way, only its answer tells what became of it. */
    Answer call(String method, String target, List<String> headers, byte[] body) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        if (!method.equals("GET")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
        return answer();
    }

    private Answer answer() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("the connection ended after '" + head + "'");
            }
            head.append((char) c);
        }
        Answer bare = new Answer(Integer.parseInt(head.substring(9, 12)), head.toString(), "");
        String length = bare.header("Content-Length");
        int expected = length.isEmpty() ? 0 : Integer.parseInt(length);
        byte[] body = in.readNBytes(expected);
        if (body.length < expected) {
            throw new EOFException("the connection ended within the body");
        }
        return new Answer(bare.status(), bare.head(), new String(body, UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
