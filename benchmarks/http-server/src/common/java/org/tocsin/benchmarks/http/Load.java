// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Asks on so many keep-alive connections, each the next as soon as it has its answer: {@code Load <port> <connections>
 * <seconds>}. One thread; prints requests per second and latencies.
 */
public final class Load {

    private static final int WARM_UP_SECONDS = 4;
    private static final String BODY =
            "{\"routing_key\":\"0123456789abcdef0123456789abcdef\",\"event_action\":\"trigger\","
                    + "\"dedup_key\":\"disk/web1\",\"payload\":{\"summary\":\"disk full on web1\",\"source\":\"web1\","
                    + "\"severity\":\"critical\",\"custom_details\":{\"text\":\"" + "x".repeat(280) + "\"}}}";
    private static final byte[] REQUEST =
            ("POST /send HTTP/1.1\r\nHost: localhost\r\nAuthorization: token benchmark-token-0123\r\n"
                            + "Content-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY)
                    .getBytes(StandardCharsets.US_ASCII);

    private final Selector selector = Selector.open();
    private final long[] nanos = new long[20_000_000];
    private int count;
    private long answered;
    private int errors;
    private boolean measuring;

    private Load() throws IOException {}

    /** Measures. */
    public static void main(String[] args) throws Exception {
        Load load = new Load();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            load.connect(address);
        }
        load.run(WARM_UP_SECONDS);
        load.measuring = true;
        int seconds = Integer.parseInt(args[2]);
        load.run(seconds);
        load.print(seconds);
    }

    private void connect(InetSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Asker asker = new Asker(channel);
        channel.register(selector, SelectionKey.OP_READ, asker);
        asker.ask();
    }

    private void run(int seconds) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                ((Asker) key.attachment()).read();
            }
            selector.selectedKeys().clear();
        }
    }

    private void print(int seconds) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%d requests/s, p50 %.1f ms, p99 %.1f ms, max %.1f ms, %d errors%n",
                count / seconds,
                millis(sorted, 0.50),
                millis(sorted, 0.99),
                millis(sorted, 1.0),
                errors);
        // warm-up included: what the server's processor time is divided by
        System.out.println(answered);
    }

    private static double millis(long[] sorted, double part) {
        return sorted.length == 0 ? -1 : sorted[(int) Math.min(sorted.length - 1, sorted.length * part)] / 1e6;
    }

    /** One connection. */
    private final class Asker {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(16_384);
        private long asked;

        Asker(SocketChannel channel) {
            this.channel = channel;
        }

        void ask() throws IOException {
            asked = System.nanoTime();
            ByteBuffer out = ByteBuffer.wrap(REQUEST);
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        void read() throws IOException {
            if (channel.read(in) < 0) {
                errors++;
                channel.close();
                return;
            }
            String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n");
            // every contender ends its answer with the body's closing brace, chunked or not
            boolean complete = head >= 0 && text.indexOf('}', head) >= 0 && !endsInChunk(text);
            if (complete) {
                answered++;
                if (measuring && count < nanos.length) {
                    nanos[count++] = System.nanoTime() - asked;
                }
                if (!text.startsWith("HTTP/1.1 200")) {
                    errors++;
                }
                in.clear();
                ask();
            }
        }

        private boolean endsInChunk(String text) {
            return text.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked") && !text.endsWith("0\r\n\r\n");
        }
    }
}
