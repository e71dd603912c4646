// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Test;

/** The threads of attempts, which block. */
public class DeliverersTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Set<Thread> made = ConcurrentHashMap.newKeySet();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicBoolean scarce = new AtomicBoolean();
    private final ThreadFactory threads = task -> {
        if (scarce.get()) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        Thread thread = new Thread(task, "deliverers-test");
        thread.setUncaughtExceptionHandler((one, failure) -> broken.incrementAndGet());
        made.add(thread);
        return thread;
    };
    private Deliverers deliverers = new Deliverers(threads, LONG);

    @After
    public void end() throws InterruptedException {
        deliverers.close();
        assertThat(deliverers.awaitEnd(LONG)).isTrue();
    }

    @Test
    public void noTaskWaitsForAnotherThatBlocks() throws Exception {
        CountDownLatch all = new CountDownLatch(200);
        IntStream.range(0, 200)
                .forEach(i -> deliverers.execute(() -> {
                    all.countDown();
                    await(all);
                }));
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(deliverers.count()).isEqualTo(200);
    }

    @Test
    public void restingThreadsAreUsedBeforeNewOnesAreMade() {
        for (int i = 0; i < 100; i++) {
            CountDownLatch done = new CountDownLatch(1);
            deliverers.execute(done::countDown);
            await(done);
        }
        assertThat(deliverers.count()).as("some may not be back at once").isLessThan(50);
    }

    @Test
    public void manyThatBringManyTasksLoseNone() {
        AtomicInteger run = new AtomicInteger();
        List<Thread> bringers = IntStream.range(0, 4)
                .mapToObj(one -> new Thread(() -> {
                    for (int i = 0; i < 25_000; i++) {
                        deliverers.execute(run::incrementAndGet);
                    }
                }))
                .toList();
        bringers.forEach(Thread::start);
        Awaitility.await("all tasks have run").atMost(LONG).untilAtomic(run, org.hamcrest.Matchers.is(100_000));
    }

    @Test
    public void aTaskThatBreaksItsThreadHoldsUpNoOther() {
        AtomicInteger run = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            deliverers.execute(() -> {
                run.incrementAndGet();
                throw new StackOverflowError("broken");
            });
        }
        Awaitility.await("all tasks have run").atMost(LONG).untilAtomic(run, org.hamcrest.Matchers.is(100));
        Awaitility.await("and their threads have ended").atMost(LONG).until(() -> deliverers.count() == 0);
        assertThat(broken).hasValue(100);
    }

    @Test
    public void aTaskForWhichThereIsNoThreadIsRefusedAndNotKept() {
        AtomicInteger run = new AtomicInteger();
        scarce.set(true);
        assertThatThrownBy(() -> deliverers.execute(run::incrementAndGet)).isInstanceOf(OutOfMemoryError.class);
        scarce.set(false);
        CountDownLatch done = new CountDownLatch(1);
        deliverers.execute(done::countDown);
        await(done);
        assertThat(run).hasValue(0);
    }

    @Test
    public void whatThreadsCannotBeMadeForIsDoneByThoseThatAreThere() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        deliverers.execute(() -> {
            started.countDown();
            await(go);
        });
        await(started);
        scarce.set(true);
        assertThatThrownBy(() -> deliverers.execute(() -> {})).isInstanceOf(OutOfMemoryError.class);
        go.countDown();
        Awaitility.await("the one thread takes it when it is back").atMost(LONG).until(() -> {
            try {
                deliverers.execute(done::countDown);
                return true;
            } catch (OutOfMemoryError e) {
                return false;
            }
        });
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    public void threadsEndWhenTheyHaveRestedLongEnough() {
        deliverers = new Deliverers(threads, Duration.ofMillis(20));
        CountDownLatch all = new CountDownLatch(10);
        IntStream.range(0, 10)
                .forEach(i -> deliverers.execute(() -> {
                    all.countDown();
                    await(all);
                }));
        Awaitility.await("no thread is left").atMost(LONG).until(() -> deliverers.count() == 0);
        CountDownLatch later = new CountDownLatch(1);
        deliverers.execute(later::countDown);
        await(later);
    }

    @Test
    public void closingInterruptsAndRefuses() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        deliverers.execute(() -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });
        await(started);
        deliverers.close();
        assertThat(deliverers.awaitEnd(LONG)).isTrue();
        assertThat(interrupted).isTrue();
        for (Thread one : made) {
            one.join(LONG.toMillis());
        }
        assertThat(made).noneMatch(Thread::isAlive);
        assertThatThrownBy(() -> deliverers.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
