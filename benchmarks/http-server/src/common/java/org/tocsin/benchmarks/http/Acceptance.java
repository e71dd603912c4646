// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * Accepts as the store does: one writer takes what has queued, is away for as long as a commit (2 ms), and then
 * completes all of it.
 */
final class Acceptance extends AsyncProcessorSupport {

    private static final long COMMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private record Waiting(Exchange exchange, AsyncCallback callback) {}

    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final AtomicLong accepted = new AtomicLong();

    Acceptance() {
        Thread writer = new Thread(this::write, "writer");
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        if (body == null || body.length == 0) {
            exchange.setException(new IllegalArgumentException("the body did not arrive"));
            callback.done(true);
            return true;
        }
        queue.add(new Waiting(exchange, callback));
        return false;
    }

    private void write() {
        List<Waiting> batch = new ArrayList<>();
        try {
            while (true) {
                batch.add(queue.take());
                queue.drainTo(batch);
                LockSupport.parkNanos(COMMIT_NANOS);
                for (Waiting one : batch) {
                    long order = accepted.incrementAndGet();
                    one.exchange.getMessage().setBody(String.format("{\"key\":\"%032x\"}", order));
                    one.callback.done(false);
                }
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
