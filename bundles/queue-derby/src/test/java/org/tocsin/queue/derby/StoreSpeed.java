// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.StoredEvent;

/**
 * Measures the store alone and prints figures. Not a test. Arguments: an empty directory, how many events, in how many
 * lanes; then any of {@code append}, {@code submit}, {@code block}, {@code reopen}, {@code drain}, in that order.
 */
final class StoreSpeed {

    private static final int BODY = 500;
    private static final int UNDER_WAY = 15_000;
    private static final int PIECE = 500_000;

    private final Path directory;
    private final int events;
    private final int lanes;
    private DerbyEventStore store;

    private StoreSpeed(Path directory, int events, int lanes) throws Exception {
        this.directory = directory;
        this.events = events;
        this.lanes = lanes;
        this.store = open();
    }

    /** See above. */
    public static void main(String[] arguments) throws Exception {
        StoreSpeed speed =
                new StoreSpeed(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        for (String what : List.of(arguments).subList(3, arguments.length)) {
            switch (what) {
                case "append" -> speed.append(false);
                case "submit" -> speed.append(true);
                case "block" -> speed.block();
                case "reopen" -> speed.reopen();
                case "drain" -> speed.drain();
                default -> throw new IllegalArgumentException(what);
            }
        }
        speed.store.close();
        say("disk: %,d MiB", speed.disk() >> 20);
        System.exit(0);
    }

    private DerbyEventStore open() throws Exception {
        DerbyEventStore made = new DerbyEventStore(
                directory.resolve("queue").toString(),
                directory.resolve("derby.log").toString(),
                "8000000000");
        long start = System.nanoTime();
        List<LaneRecord> records = made.open(stored -> {});
        say(
                "open: %.2f s, %,d events wait in %d lanes, heap %,d MiB",
                seconds(start), records.stream().mapToLong(LaneRecord::waiting).sum(), records.size(), heap());
        return made;
    }

    /** Asynchronous acceptance from one thread. */
    private void append(boolean submissions) throws Exception {
        byte[] text = new byte[BODY];
        new Random(1).nextBytes(text);
        Semaphore underWay = new Semaphore(UNDER_WAY);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Lane> names = names();
        long start = System.nanoTime();
        long piece = start;
        long cpu = writerCpu();
        for (int i = 0; i < events; i++) {
            text[0] = (byte) i;
            underWay.acquire();
            Event event = new Event(names.get(i % lanes), "v2", Body.of(text), "srv" + i % 1_000);
            var unused = store.append(event, submissions ? new SubmissionId("s" + start + i) : null)
                    .whenComplete((stored, e) -> {
                        underWay.release();
                        if (e != null) {
                            failure.set(e);
                        }
                    });
            if (i % PIECE == PIECE - 1) {
                say("  %,d: %,.0f/s", i + 1, PIECE / seconds(piece));
                piece = System.nanoTime();
            }
        }
        underWay.acquire(UNDER_WAY);
        double took = seconds(start);
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
        say(
                "%s: %,.0f events/s, writer's processor time %.2f us an event, heap %,d MiB",
                submissions ? "append with submission ids" : "append",
                events / took,
                (writerCpu() - cpu) / 1e3 / events,
                heap());
    }

    /** Producers that wait for each answer. */
    private void block() throws Exception {
        for (int producers : new int[] {1, 8, 64}) {
            int each = Math.max(20, Math.min(events, 20_000) / producers);
            List<Thread> threads = new ArrayList<>();
            long start = System.nanoTime();
            for (int p = 0; p < producers; p++) {
                Lane lane = names().get(p % lanes);
                Thread thread = new Thread(() -> {
                    Body body = Body.of(new byte[BODY]);
                    for (int i = 0; i < each; i++) {
                        store.append(new Event(lane, "v2", body, null), null)
                                .toCompletableFuture()
                                .join();
                    }
                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            say("%d blocking producers: %,.0f events/s", producers, producers * each / seconds(start));
        }
    }

    private void reopen() throws Exception {
        store.close();
        System.gc();
        store = open();
        long start = System.nanoTime();
        for (Lane lane : names()) {
            store.read(lane, 0, 1);
        }
        say("first event of each lane: %.2f s", seconds(start));
    }

    /** Every lane reads a window, settles each event alone and waits for that, as the queue does. */
    private void drain() throws Exception {
        long start = System.nanoTime();
        int workers = 8;
        Semaphore lanesLeft = new Semaphore(0);
        for (int w = 0; w < workers; w++) {
            int first = w;
            Thread thread = new Thread(() -> {
                List<Lane> all = names();
                drain(IntStream.range(0, lanes)
                        .filter(i -> i % workers == first)
                        .mapToObj(all::get)
                        .toList());
                lanesLeft.release();
            });
            thread.start();
        }
        lanesLeft.acquire(workers);
        say("drain: %,.0f events/s, heap %,d MiB", events / seconds(start), heap());
    }

    /** A window of each lane at a time; the heads of all of them are under way together. */
    private void drain(List<Lane> mine) {
        try {
            List<List<StoredEvent>> windows = new ArrayList<>();
            boolean more = true;
            while (more) {
                more = false;
                windows.clear();
                for (Lane lane : mine) {
                    windows.add(store.read(lane, 0, 64));
                }
                for (int i = 0; i < 64; i++) {
                    List<CompletableFuture<Void>> settled = new ArrayList<>();
                    for (List<StoredEvent> window : windows) {
                        if (i < window.size()) {
                            more = true;
                            settled.add(
                                    store.settle(new Settlement(window.get(i), Settlement.Result.DELIVERED, 1, "202"))
                                            .toCompletableFuture());
                        }
                    }
                    settled.forEach(CompletableFuture::join);
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Lane> names() {
        return Stream.iterate(0, i -> i + 1)
                .limit(lanes)
                .map(i -> new Lane("pagerduty", "k" + i))
                .toList();
    }

    private long disk() throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static long writerCpu() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("tocsin-queue-derby-writer"))
                .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
                .sum();
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
