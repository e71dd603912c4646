// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Test;

/** Looks follow each other without a pause here, so that attempts begin and end at every point of them. */
public class LookoutTest {

    private static final int MANY = 500_000;
    private static final int SOME = 10_000;

    private final Looks looks = new Looks();

    @After
    public void close() {
        looks.shutdownNow();
    }

    @Test
    public void anAttemptThatBeginsWhileALookEndsMakesNoSecondRowOfLooks() {
        Lookout lookout = new Lookout(looks, Duration.ofHours(1));

        for (int i = 0; i < MANY; i++) {
            lookout.ends(lookout.begins(() -> {}));
        }

        assertThat(looks.most.get()).isEqualTo(1);
    }

    @Test
    public void noAttemptIsOverlooked() throws Exception {
        Lookout lookout = new Lookout(looks, Duration.ZERO);

        for (int i = 0; i < SOME; i++) {
            CountDownLatch cut = new CountDownLatch(1);
            Lookout.Watched watched = lookout.begins(cut::countDown);
            assertThat(cut.await(10, TimeUnit.SECONDS))
                    .as("attempt %s is cut", i)
                    .isTrue();
            lookout.ends(watched);
        }
    }

    @Test
    public void oneThatCannotBeCutOffWhicheverWayHoldsUpNoOther() throws Exception {
        Lookout lookout = new Lookout(looks, Duration.ZERO);
        CountDownLatch tries = new CountDownLatch(3);
        CountDownLatch cut = new CountDownLatch(3);
        lookout.begins(() -> {
            tries.countDown();
            throw new StackOverflowError("on purpose");
        });
        lookout.begins(cut::countDown);

        assertThat(tries.await(10, TimeUnit.SECONDS)).as("is tried again").isTrue();
        assertThat(cut.await(10, TimeUnit.SECONDS)).as("the other").isTrue();
    }

    /** Counts the looks that are to come. */
    private static final class Looks extends ScheduledThreadPoolExecutor {

        private final AtomicInteger toCome = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        Looks() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable look, long delay, TimeUnit unit) {
            most.accumulateAndGet(toCome.incrementAndGet(), Math::max);
            return super.schedule(
                    () -> {
                        toCome.decrementAndGet();
                        look.run();
                    },
                    0,
                    unit);
        }
    }
}
