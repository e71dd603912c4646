// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.tocsin.api.Backoff;
import org.tocsin.api.Delivery;
import org.tocsin.api.Outcome;

/** A receiver that takes so many events within any minute and answers 429 above; and that can be down. */
final class Throttle implements Function<Delivery, CompletionStage<Outcome>> {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final Backoff SLOW_DOWN = new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(2), false);
    private static final Backoff AGAIN = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), true);

    private final World world;
    private final int perMinute;
    private final Duration latency;
    private final Deque<Long> taken = new ArrayDeque<>();
    private final List<Delivery> received = new ArrayList<>();
    private boolean down;
    private boolean says;

    Throttle(World world, int perMinute, Duration latency) {
        this.world = world;
        this.perMinute = perMinute;
        this.latency = latency;
    }

    void isDown(boolean now) {
        down = now;
    }

    /** From now on it says how long to wait. */
    Throttle thatSaysWhen() {
        says = true;
        return this;
    }

    List<Delivery> received() {
        return received;
    }

    @Override
    public CompletionStage<Outcome> apply(Delivery delivery) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        world.after(latency, () -> answer.complete(answer(delivery)));
        return answer;
    }

    private Outcome answer(Delivery delivery) {
        if (down) {
            return new Outcome.RetryLater("503", AGAIN, null);
        }
        long now = world.nanoTime();
        while (!taken.isEmpty() && now - taken.element() >= MINUTE) {
            taken.remove();
        }
        if (taken.size() >= perMinute) {
            Duration until = Duration.ofNanos(taken.element() + MINUTE - now);
            return new Outcome.RetryLater("429", SLOW_DOWN, says ? until : null);
        }
        taken.add(now);
        received.add(delivery);
        return new Outcome.Delivered("202");
    }
}
