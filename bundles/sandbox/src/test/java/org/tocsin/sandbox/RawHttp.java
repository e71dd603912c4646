// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP/1.1 by hand, on a bare socket, so that a test sees what the wire sees. */
final class RawHttp implements AutoCloseable {

    record Reply(int status, String head, String body) {}

    private final Socket socket = new Socket();

    RawHttp(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
    }

    static Reply post(int port, String path, String body) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            return http.send("POST", path, body).reply();
        }
    }

    static Reply get(int port, String path) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            return http.send("GET", path, "").reply();
        }
    }

    RawHttp send(String method, String path, String body) throws IOException {
        return send(method, path, "Host: 127.0.0.1:" + socket.getPort() + "\r\n", body);
    }

    /** @param headers lines, the end of each included */
    RawHttp send(String method, String path, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        write(method + " " + path + " HTTP/1.1\r\n" + headers + "Content-Length: " + bytes.length + "\r\n\r\n");
        socket.getOutputStream().write(bytes);
        return this;
    }

    RawHttp write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    RawHttp timeout(int millis) throws IOException {
        socket.setSoTimeout(millis);
        return this;
    }

    /** One byte; -1 at the end. */
    int read() throws IOException {
        return socket.getInputStream().read();
    }

    /** One whole answer; the connection stays usable. */
    Reply reply() throws IOException {
        String head = head();
        int status = Integer.parseInt(head.substring(9, 12));
        String lower = head.toLowerCase(java.util.Locale.ROOT);
        int at = lower.indexOf("content-length:");
        if (at >= 0) {
            int length = Integer.parseInt(
                    lower.substring(at + 15, lower.indexOf('\r', at)).trim());
            return new Reply(
                    status, head, new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8));
        }
        return new Reply(status, head, lower.contains("transfer-encoding: chunked") ? chunks() : "");
    }

    String head() throws IOException {
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
            head += line() + "\r\n";
        }
        return head;
    }

    String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
            body.append(chunk);
        }
        return body.toString();
    }

    String chunk() throws IOException {
        int length = Integer.parseInt(line(), 16);
        String text = new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
        line();
        return text;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new java.io.EOFException("closed after: " + line.toString(StandardCharsets.UTF_8));
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
