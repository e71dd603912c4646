// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventAction;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoreListener;
import org.tocsin.benchmarks.side.Producers;
import org.tocsin.benchmarks.side.Texts;
import org.tocsin.benchmarks.side.Turns;

/**
 * Appends to a store or to a journal that is made anew for every turn: {@code stream N} from one thread that waits for no
 * answer, {@code blocking P S} from P threads that wait for each, for S seconds. Answers with events in a second.
 */
final class FrontSide {

    private static final int LANES = 100;
    private static final int DISTINCT = 20_000;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final boolean store;
    private final Event[] events = events();
    private final AtomicLong heard = new AtomicLong();
    private final StoreListener listener = events -> heard.addAndGet(events.size());

    private FrontSide(boolean store) {
        this.store = store;
    }

    /** Takes turns; the argument is {@code store} or {@code journal}. */
    public static void main(String[] args) throws Exception {
        FrontSide side = new FrontSide(args[0].equals("store"));
        Turns.take(side::turn);
    }

    private double turn(List<String> words) throws Exception {
        Path directory = Files.createTempDirectory("tocsin-benchmark-");
        try (Front front = store ? StoreFront.open(directory, listener) : Journal.open(directory, listener)) {
            return words.get(0).equals("stream")
                    ? stream(front, Integer.parseInt(words.get(1)))
                    : Producers.perSecond(
                            Integer.parseInt(words.get(1)),
                            Double.parseDouble(words.get(2)),
                            number -> producer(front, number));
        } finally {
            Trees.delete(directory);
        }
    }

    /** The events are made before, and what waits for room does not hold up who makes it: the load costs next to nothing. */
    private double stream(Front front, int count) throws Exception {
        AtomicLong completed = new AtomicLong();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        long before = heard.get();
        long start = System.nanoTime();
        long deadline = start + TimeUnit.MINUTES.toNanos(5);
        for (int i = 0; i < count; i++) {
            while (i - completed.get() >= Front.WINDOW && System.nanoTime() < deadline) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            front.append(events[i % events.length]).whenComplete((appended, failed) -> {
                if (failed != null) {
                    failure.compareAndSet(null, failed);
                }
                completed.lazySet(completed.getPlain() + 1); // one thread completes them all
            });
        }
        while (completed.get() < count && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        long nanos = System.nanoTime() - start;
        Throwable failed = failure.get();
        if (failed != null || heard.get() - before != count) {
            throw new IllegalStateException("the listener heard of " + (heard.get() - before) + " events", failed);
        }
        return count * 1e9 / nanos;
    }

    /** Each thread has numbers of its own, a step apart. */
    private Producers.Producer producer(Front front, int number) {
        AtomicLong next = new AtomicLong(number);
        return () ->
                front.append(event(next.getAndAdd(1_000))).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private Event event(long number) {
        return events[(int) (number % events.length)];
    }

    private static Event[] events() {
        Texts texts = Texts.of(LANES, "lane");
        Lane[] lanes = new Lane[LANES];
        for (int i = 0; i < LANES; i++) {
            lanes[i] = new Lane("pagerduty", Texts.key("lane", i));
        }
        Event[] events = new Event[DISTINCT];
        for (int i = 0; i < DISTINCT; i++) {
            events[i] = new Event(
                    lanes[texts.lane(i)], "v2", Body.of(texts.text(i)), Texts.dedupKey(i), EventAction.TRIGGER);
        }
        return events;
    }
}
