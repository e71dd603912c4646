// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * Posts events on so many keep-alive connections, on each the next one when it has its answer. One thread, and little work
 * for each: it shares the processors with what it measures.
 */
final class HttpLoad {

    private static final long DEADLINE_S = 600;
    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

    private final URI target;
    private final String token;
    private final LongFunction<byte[]> text;
    private final Selector selector = Selector.open();
    private long next;
    private long end;
    private long waiting;

    private HttpLoad(URI target, String token, LongFunction<byte[]> text) throws IOException {
        this.target = target;
        this.token = token;
        this.text = text;
    }

    /**
     * Posts the events of these numbers, each of which must be answered with 200.
     *
     * @param from the first number
     * @param count how many
     * @return seconds
     */
    static double post(URI target, String token, int connections, long from, long count, LongFunction<byte[]> text)
            throws IOException {
        HttpLoad load = new HttpLoad(target, token, text);
        try (load.selector) {
            return load.run(connections, from, count);
        }
    }

    private double run(int connections, long from, long count) throws IOException {
        next = from;
        end = from + count;
        waiting = count;
        for (int i = 0; i < connections && i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(target.getHost(), target.getPort()));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
        }
        long start = System.nanoTime();
        for (SelectionKey key : selector.keys()) {
            ((Connection) key.attachment()).ask();
        }
        while (waiting > 0) {
            selector.select(1_000);
            for (SelectionKey key : selector.selectedKeys()) {
                ((Connection) key.attachment()).read();
            }
            selector.selectedKeys().clear();
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(DEADLINE_S)) {
                throw new IOException(target + ": " + waiting + " answers did not come");
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        return seconds;
    }

    private final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(4_096);
        private final ByteBuffer out = ByteBuffer.allocate(8_192);
        private final byte[] head;

        Connection(SocketChannel channel) {
            this.channel = channel;
            this.head = ("POST " + target.getPath() + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: token " + token
                            + "\r\nContent-Type: application/json\r\nContent-Length: ")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        void ask() throws IOException {
            if (next == end) {
                return;
            }
            byte[] body = text.apply(next++);
            out.clear();
            out.put(head)
                    .put((body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII))
                    .put(body)
                    .flip();
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        void read() throws IOException {
            if (channel.read(in) < 0) {
                throw new IOException(target + ": closed after " + text());
            }
            // the answers are objects in JSON, and end with a brace
            if (in.position() > 0 && in.get(in.position() - 1) == '}') {
                for (int i = 0; i < OK.length; i++) {
                    if (in.get(i) != OK[i]) {
                        throw new IOException(target + ": " + text());
                    }
                }
                in.clear();
                waiting--;
                ask();
            }
        }

        private String text() {
            return new String(in.array(), 0, in.position(), StandardCharsets.UTF_8);
        }
    }
}
