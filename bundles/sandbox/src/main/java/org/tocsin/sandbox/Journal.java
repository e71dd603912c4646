// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every request in the order of arrival, the newest of them in memory: bounded in number, in bytes and in lanes. Written
 * by the event loop alone, read by anybody.
 */
final class Journal implements AutoCloseable {

    /** Of more lanes than this the one that has been silent for longest is counted anew when it speaks again. */
    static final int MAX_LANES = 1_000;

    /** What a request takes besides its body, about. */
    private static final long OVERHEAD = 512;

    private record Text(String path, Bytes body) {}

    private final int keep;
    private final long keepBytes;
    private final @Nullable LogFile file;
    private final Deque<Arrival> kept = new ArrayDeque<>();
    private final Map<Text, Arrival> texts = new HashMap<>();
    private final LinkedHashMap<@Nullable String, LaneTally> lanes = new LinkedHashMap<>(16, 0.75f, true);
    private final List<Consumer<Received>> watchers = new CopyOnWriteArrayList<>();
    private Figures figures = Figures.NONE;
    private long bytes;
    private long last;
    private long accepted;

    Journal(SandboxOptions options) throws IOException {
        this.keep = options.keep();
        this.keepBytes = options.keepBytes();
        Path log = options.log();
        this.file = log == null ? null : LogFile.open(log);
        if (log != null && Files.size(log) > 0) {
            LogFile.read(log).forEach(this::remember);
        }
    }

    /** Gives the request its number, and has it on disk when this returns. */
    Received append(LongFunction<Received> numbered) {
        Received received;
        synchronized (this) {
            received = numbered.apply(last + 1);
            if (file != null) {
                file.append(received);
            }
            remember(received);
        }
        watchers.forEach(watcher -> watcher.accept(received));
        return received;
    }

    private synchronized void remember(Received received) {
        last = received.n();
        accepted += received.accepted() ? 1 : 0;
        LaneTally lane = lanes.computeIfAbsent(received.key(), LaneTally::new);
        Arrival arrival = place(received, lane);
        lane.count(arrival);
        figures = figures.with(arrival);
        kept.add(arrival);
        bytes += size(received);
        while (kept.size() > keep || (bytes > keepBytes && kept.size() > 1)) {
            drop(kept.remove());
        }
        if (lanes.size() > MAX_LANES) {
            Iterator<?> silent = lanes.keySet().iterator();
            silent.next();
            silent.remove();
        }
    }

    private Arrival place(Received received, LaneTally lane) {
        long tries = 1;
        long takenBefore = 0;
        if (received.body().length() > 0) {
            Text text = new Text(received.path(), received.body());
            Arrival before = texts.get(text);
            if (before != null) {
                tries = before.tries() + 1;
                takenBefore = before.received().accepted() ? before.received().n() : before.takenBefore();
            }
            Arrival arrival = new Arrival(received, lane.id(), lane.next(), tries, takenBefore);
            // the newer one is kept for longer, and its text with it
            texts.remove(text);
            texts.put(text, arrival);
            return arrival;
        }
        return new Arrival(received, lane.id(), lane.next(), tries, takenBefore);
    }

    private void drop(Arrival arrival) {
        Received received = arrival.received();
        bytes -= size(received);
        Text text = new Text(received.path(), received.body());
        Arrival newest = texts.get(text);
        if (newest != null && newest.received().n() == received.n()) {
            texts.remove(text);
        }
    }

    private static long size(Received received) {
        return received.body().length() + OVERHEAD;
    }

    /** Forgets what arrived, not how many: numbers go on, and the file keeps all. */
    synchronized void forget() {
        kept.clear();
        texts.clear();
        lanes.clear();
        figures = Figures.NONE;
        bytes = 0;
    }

    synchronized List<Received> after(long n) {
        return newest(n, Integer.MAX_VALUE, any -> true).stream()
                .map(Arrival::received)
                .toList();
    }

    /** The newest {@code limit} that fit, of those behind number {@code n}, in the order of arrival. */
    synchronized List<Arrival> newest(long n, int limit, Predicate<Arrival> fits) {
        List<Arrival> newest = new ArrayList<>();
        Iterator<Arrival> backwards = kept.descendingIterator();
        while (backwards.hasNext() && newest.size() < limit) {
            Arrival arrival = backwards.next();
            if (arrival.received().n() <= n) {
                break;
            }
            if (fits.test(arrival)) {
                newest.add(arrival);
            }
        }
        Collections.reverse(newest);
        return newest;
    }

    /** The request of that number, while it is kept. */
    synchronized Optional<Arrival> get(long n) {
        return newest(n - 1, Integer.MAX_VALUE, arrival -> arrival.received().n() == n).stream()
                .findFirst();
    }

    /** The lanes, the one that spoke last first. */
    synchronized List<LaneTally.LaneFigures> lanes() {
        List<LaneTally.LaneFigures> all =
                new ArrayList<>(lanes.values().stream().map(LaneTally::figures).toList());
        Collections.reverse(all);
        return all;
    }

    synchronized Figures figures() {
        return figures;
    }

    /** The number of the oldest request that is kept; the next one's when there is none. */
    synchronized long first() {
        Arrival oldest = kept.peek();
        return oldest == null ? last + 1 : oldest.received().n();
    }

    synchronized long last() {
        return last;
    }

    synchronized long accepted() {
        return accepted;
    }

    /** Tells of every further request; the answer ends it. */
    Runnable watch(Consumer<Received> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public synchronized void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
