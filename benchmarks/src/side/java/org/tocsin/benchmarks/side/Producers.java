// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks.side;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that each send one after the other, waiting for every answer, for so long. */
public final class Producers {

    /** Sends until the end. */
    @FunctionalInterface
    public interface Producer {
        /** Sends its next one, and returns when that is durable. */
        void send() throws Exception;
    }

    /** Makes what one thread uses. */
    @FunctionalInterface
    public interface Source {
        /** The producer of that number. */
        Producer producer(int number) throws Exception;
    }

    private Producers() {}

    /** Runs so many for so long, and answers with how many were sent in a second. */
    public static double perSecond(int producers, double seconds, Source source) throws Exception {
        List<Producer> all = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
            all.add(source.producer(i));
        }
        ExecutorService threads = Executors.newFixedThreadPool(producers);
        try {
            long start = System.nanoTime();
            long end = start + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
            List<Future<Long>> counts = new ArrayList<>();
            for (Producer producer : all) {
                counts.add(threads.submit(() -> send(producer, end)));
            }
            long sent = 0;
            for (Future<Long> count : counts) {
                sent += count.get();
            }
            return sent * 1e9 / (System.nanoTime() - start);
        } finally {
            threads.shutdown();
        }
    }

    private static long send(Producer producer, long end) throws Exception {
        long sent = 0;
        while (System.nanoTime() < end) {
            producer.send();
            sent++;
        }
        return sent;
    }
}
