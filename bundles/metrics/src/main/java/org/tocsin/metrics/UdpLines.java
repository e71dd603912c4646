// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes lines from threads that must not wait and sends them from one of its own, as many as fit into a datagram at a
 * time. When they come faster than they leave, some are lost, as is usual with this protocol.
 */
final class UdpLines implements Consumer<String>, AutoCloseable {

    /** What passes an Ethernet with some header to spare. */
    static final int MAX_DATAGRAM = 1_400;

    private static final int MAX_LINES = 8_192;
    private static final long GATHERING_MILLIS = 100;
    private static final Duration ADDRESS_IS_GOOD_FOR = Duration.ofMinutes(1);
    private static final Duration END = Duration.ofMillis(500);

    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MAX_LINES);
    private final Target target;
    private final Way way;
    private final Thread thread;
    private @Nullable DatagramSocket socket;
    private long resolved;
    private int sent;

    UdpLines(Target target, Way way) {
        this.target = target;
        this.way = way;
        thread = new Thread(this::run, "tocsin-metrics-statsd");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    @SuppressWarnings("ReturnValueIgnored") // a line that finds no room is lost
    public void accept(String line) {
        lines.offer(line);
    }

    private void run() {
        try {
            StringBuilder datagram = new StringBuilder();
            while (true) {
                String line = lines.poll(GATHERING_MILLIS, TimeUnit.MILLISECONDS);
                if (datagram.length() > 0 && (line == null || datagram.length() + 1 + line.length() > MAX_DATAGRAM)) {
                    send(datagram.toString());
                    datagram.setLength(0);
                }
                if (line != null) {
                    datagram.append(datagram.length() == 0 ? "" : "\n").append(line.strip());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } finally {
            forget();
        }
    }

    private void send(String datagram) {
        byte[] bytes = datagram.getBytes(StandardCharsets.UTF_8);
        try {
            // connected, so that the system tells when nobody listens there
            connected().send(new DatagramPacket(bytes, bytes.length));
            sent++;
            if (sent > 1) { // it is the next one that fails when nobody got this one
                way.works();
            }
        } catch (PortUnreachableException e) {
            sent = 0;
            way.fails(new IOException("nobody listens there", e));
        } catch (IOException | RuntimeException e) {
            sent = 0;
            forget();
            way.fails(e);
        }
    }

    private DatagramSocket connected() throws IOException {
        DatagramSocket open = socket;
        long now = System.nanoTime();
        if (open != null && now - resolved < ADDRESS_IS_GOOD_FOR.toNanos()) {
            return open;
        }
        forget();
        InetSocketAddress address = new InetSocketAddress(target.host(), target.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException(target.host());
        }
        DatagramSocket made = new DatagramSocket();
        socket = made;
        made.connect(address);
        resolved = now;
        return made;
    }

    private void forget() {
        DatagramSocket open = socket;
        socket = null;
        if (open != null) {
            open.close();
        }
    }

    /** What was not sent by now is lost. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it ends by itself
        }
    }
}
