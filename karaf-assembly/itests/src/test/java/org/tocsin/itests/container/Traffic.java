// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.sandbox.Bytes;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.Sandbox;
import org.tocsin.sandbox.order.Ledger;
import org.tocsin.sandbox.order.Verdict;

/**
 * One sender that has an event accepted every few milliseconds until it is closed; then every one of them must have
 * reached the sandbox, in order and unchanged.
 */
final class Traffic implements AutoCloseable {

    private static final long PERIOD_MILLIS = 10;

    private final String key = newKey();
    private final House house;
    private final Ledger ledger = new Ledger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final ScheduledExecutorService sender =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "traffic"));

    /** Begins to send. */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails is counted
    Traffic(House house) {
        this.house = house;
        sender.scheduleAtFixedRate(this::send, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A routing key that nobody else uses. */
    static String newKey() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** A trigger for this key, as PagerDuty's documentation shows it. */
    static String trigger(String key, String dedupKey) {
        return "{\"routing_key\":\"" + key + "\",\"event_action\":\"trigger\",\"dedup_key\":\"" + dedupKey
                + "\",\"payload\":{\"summary\":\"" + dedupKey + "\",\"source\":\"itests\",\"severity\":\"info\"}}";
    }

    /** What the sandbox accepted for this key, in the order of arrival. */
    static List<Received> arrived(String key) {
        try {
            return Sandbox.readLog(Path.of(System.getProperty("tocsin.sandbox.log"))).stream()
                    .filter(received -> received.accepted() && key.equals(received.key()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets so many more events be accepted. */
    void awaitMore(int events) {
        int goal = accepted.get() + events;
        House.until(events + " more accepted events").until(() -> accepted.get() >= goal);
    }

    /** How often the queue did not take an event; nothing of it may then arrive. */
    int refused() {
        return refused.get();
    }

    /** Ends sending, and judges what arrived. */
    void mustHaveArrived() {
        close();
        House.until("the arrival of " + ledger.accepted() + " events")
                .pollInterval(Duration.ofMillis(500))
                .until(() -> arrived(key).size() >= ledger.accepted());
        Verdict verdict = Verdict.of(ledger, arrived(key), 0);
        Assertions.assertThat(verdict.clean()).as(verdict.report()).isTrue();
    }

    @Override
    public void close() {
        sender.shutdown();
        try {
            Assertions.assertThat(sender.awaitTermination(20, TimeUnit.SECONDS))
                    .as("the sender has ended")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        String mark = "e" + (accepted.get() + refused.get());
        try {
            EventFormat format = house.services(EventFormat.class, null).stream()
                    .filter(one -> one.channel().equals("pagerduty"))
                    .findFirst()
                    .orElseThrow();
            EventQueue queue = house.services(EventQueue.class, null).get(0);
            Event event = format.read(Body.of(trigger(key, mark)), "v2", null);
            queue.accept(event).toCompletableFuture().get(10, TimeUnit.SECONDS);
            ledger.accepted(key, mark, Bytes.of(event.body().toBytes()));
            accepted.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // a plugin is away: the sender was told, and the event is nobody's any more
            refused.incrementAndGet();
        }
    }
}
