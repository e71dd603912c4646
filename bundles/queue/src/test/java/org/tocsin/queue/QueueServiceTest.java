// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.Delivery;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Event;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Lane;
import org.tocsin.api.Outcome;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.QueueRefusedException.Reason;

/** The service with its real threads. */
public class QueueServiceTest {

    private static final Lane WEB = new Lane("pagerduty", "web");
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final Meters meters = new Meters();
    private final MemoryStore.Disk disk = new MemoryStore.Disk();
    private final MemoryStore store = new MemoryStore(disk, writer, Clock.systemUTC(), 100_000);

    /** Ends the store's thread. */
    @After
    public void endWriter() {
        writer.shutdown();
    }

    @Test
    public void anEventIsAcceptedDeliveredAndCounted() throws Exception {
        QueueService queue = service("PT35S");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        meters.use(registry);
        try {
            queue.add(channel(any -> CompletableFuture.completedStage(new Outcome.Delivered("202"))));
            for (int i = 0; i < 200; i++) {
                accept(queue, "e" + i);
            }
            await().atMost(BOUND).until(() -> queue.status().get(0).delivered() == 200);
            assertThat(queue.health().state()).isEqualTo(State.READY);
            assertThat(queue.health().text()).contains("1 lanes", "200 delivered", "0 dead letters");
            assertThat(count(registry, "tocsin.queue.accepted")).isEqualTo(200);
            assertThat(count(registry, "tocsin.queue.delivered")).isEqualTo(200);
            assertThat(registry.get("tocsin.queue.depth").gauge().value()).isZero();
            assertThat(registry.get("tocsin.queue.lanes").gauge().value()).isEqualTo(1);
            assertThat(registry.get("tocsin.queue.oldest.age").gauge().value()).isZero();
            assertThat(registry.get("tocsin.queue.max").gauge().value()).isEqualTo(100_000);
            await().atMost(BOUND)
                    .until(() -> registry.get("tocsin.queue.attempt")
                                    .tags("channel", "pagerduty", "outcome", "delivered")
                                    .timer()
                                    .count()
                            == 200);
            assertThat(registry.get("tocsin.queue.commit").timer().count()).isEqualTo(200);
        } finally {
            queue.close();
        }
        assertThat(registry.getMeters()).as("meters that would hold us").isEmpty();
        await().atMost(BOUND).until(() -> threads().isEmpty());
    }

    @Test
    public void rejectionsAndRetriesAreCountedAndADeadLetterShowsInTheHealth() throws Exception {
        QueueService queue = service("PT35S");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        AtomicInteger calls = new AtomicInteger();
        try {
            queue.add(channel(any -> calls.getAndIncrement() == 0
                    ? CompletableFuture.failedStage(new IllegalStateException("once"))
                    : CompletableFuture.completedStage(new Outcome.Rejected("400 bad"))));
            meters.use(registry);
            accept(queue, "one");
            await().atMost(BOUND).until(() -> queue.status().get(0).dead() == 1);
            assertThat(count(registry, "tocsin.queue.retried")).isEqualTo(1);
            assertThat(count(registry, "tocsin.queue.rejected")).isEqualTo(1);
            assertThat(queue.health().state()).isEqualTo(State.DEGRADED);
            assertThat(queue.health().text()).contains("1 dead letters", "queue-retry");
            meters.release(registry);
            assertThat(registry.getMeters()).isEmpty();
            assertThat(queue.retry(WEB, Set.of()).toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .isEqualTo(1);
        } finally {
            queue.close();
        }
    }

    @Test
    public void aFullStoreRefusesAsFullAndABrokenOneAsNotReady() throws Exception {
        QueueService queue = service("PT35S");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        meters.use(registry);
        try {
            QueueRefusedException full = refusal(queue, "x".repeat(100_001));
            assertThat(full.reason()).isEqualTo(Reason.FULL);
            assertThat(registry.get("tocsin.queue.refused")
                            .tag("reason", "full")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(full).hasMessageContaining("100000 bytes");
            assertThat(queue.health().state()).isEqualTo(State.DEGRADED);
            assertThat(queue.health().text()).contains("events are refused", "100000 bytes");
            accept(queue, "small");
            assertThat(queue.health().state()).isEqualTo(State.READY);
            store.breakCommits(true);
            assertThat(refusal(queue, "x").reason()).isEqualTo(Reason.NOT_READY);
            assertThat(queue.health().state()).isEqualTo(State.FAILED);
            assertThat(queue.health().text()).contains("the store fails: the commit failed");
            store.breakCommits(false);
            accept(queue, "y");
            assertThat(queue.health().state()).isEqualTo(State.READY);
        } finally {
            queue.close();
        }
        assertThat(refusal(queue, "x").reason()).as("after the end").isEqualTo(Reason.NOT_READY);
    }

    @Test
    public void aWrongValueNamesFileKeyValueAndRemedyAndEverythingIsRefused() throws Exception {
        QueueService queue = service("soon");
        try {
            assertThat(queue.health().state()).isEqualTo(State.FAILED);
            assertThat(queue.health().text()).contains("org.tocsin.queue.cfg", "deadline", "soon", "PT30S");
            QueueRefusedException refusal = refusal(queue, "x");
            assertThat(refusal.reason()).isEqualTo(Reason.NOT_READY);
            assertThat(refusal).hasMessageContaining("deadline");
            assertThat(queue.status()).isEmpty();
            assertThat(queue.retry(WEB, Set.of()).toCompletableFuture()).isCompletedExceptionally();
        } finally {
            queue.close();
        }
    }

    @Test
    public void aStoreThatDoesNotOpenIsAFailedQueueThatSaysWhy() throws Exception {
        store.open(events -> {});
        QueueService queue = service("PT35S");
        try {
            assertThat(queue.health().state()).isEqualTo(State.FAILED);
            assertThat(refusal(queue, "x")).hasMessageContaining("open already");
        } finally {
            queue.close();
        }
    }

    @Test
    public void aBlockingAttemptOverItsDeadlineIsInterruptedAndNeverDoubled() throws Exception {
        QueueService queue = service("PT1S");
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch letGo = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try {
            queue.add(channel(any -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                if (calls.incrementAndGet() == 1) {
                    awaitStubbornly(letGo, interrupted);
                }
                inside.decrementAndGet();
                return CompletableFuture.completedStage(new Outcome.Delivered("202"));
            }));
            accept(queue, "one");
            accept(queue, "two");
            assertThat(interrupted.await(20, TimeUnit.SECONDS))
                    .as("told to stop")
                    .isTrue();
            assertThat(calls).as("while the channel holds the thread").hasValue(1);
            letGo.countDown();
            await().atMost(BOUND).until(() -> queue.status().get(0).delivered() == 2);
            assertThat(most).hasValue(1);
            assertThat(calls)
                    .as("its late answer counts, since it is an answer")
                    .hasValue(2);
        } finally {
            letGo.countDown();
            queue.close();
        }
        await().atMost(BOUND).until(() -> threads().isEmpty());
    }

    @Test
    public void theEndTakesLittleTimeAndKeepsWhatIsLeft() throws Exception {
        QueueService queue = service("PT35S");
        CountDownLatch begun = new CountDownLatch(10);
        CountDownLatch stopped = new CountDownLatch(10);
        queue.add(channel(any -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                stopped.countDown();
            }
            throw new IllegalStateException("interrupted");
        }));
        for (int i = 0; i < 10; i++) {
            Lane lane = new Lane("pagerduty", "k" + i);
            queue.accept(new Event(lane, "v2", Body.of("one"), null))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            queue.accept(new Event(lane, "v2", Body.of("two"), null))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
        assertThat(begun.await(20, TimeUnit.SECONDS)).as("all under way").isTrue();
        long begin = System.nanoTime();
        queue.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(stopped.await(20, TimeUnit.SECONDS)).as("all told to stop").isTrue();
        await().atMost(BOUND).until(() -> threads().isEmpty());
        assertThat(disk.records()).hasSize(10).allMatch(lane -> lane.waiting() == 2);
    }

    @Test
    public void atTheEndAnAttemptThatIsNearlyDoneIsWaitedFor() throws Exception {
        QueueService queue = service("PT35S");
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        CountDownLatch called = new CountDownLatch(1);
        queue.add(channel(any -> {
            called.countDown();
            return answer;
        }));
        accept(queue, "one");
        assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> end = CompletableFuture.runAsync(queue::close);
        CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)
                .execute(() -> answer.complete(new Outcome.Delivered("202")));
        end.get(20, TimeUnit.SECONDS);
        assertThat(disk.records()).allMatch(lane -> lane.waiting() == 0 && lane.delivered() == 1);
    }

    @Test
    public void atTheEndAnAttemptThatTakesAMomentToStopIsWaitedForSoThatASuccessorSendsAfterIt() throws Exception {
        QueueService queue = service("PT35S");
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger inside = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        queue.add(channel(any -> {
            inside.incrementAndGet();
            begun.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                // as long as it takes to take a connection away
                awaitStubbornly(Duration.ofMillis(500));
            }
            inside.decrementAndGet();
            throw new IllegalStateException("interrupted");
        }));
        accept(queue, "one");
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        long begin = System.nanoTime();
        queue.close();
        assertThat(inside).as("attempts after the end").hasValue(0);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(disk.records()).allMatch(lane -> lane.waiting() == 1);
    }

    @Test
    public void aChannelThatNeverLetsGoDoesNotHoldTheEndForLong() throws Exception {
        QueueService queue = service("PT35S");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        queue.add(channel(any -> {
            begun.countDown();
            awaitStubbornly(letGo, new CountDownLatch(1));
            return CompletableFuture.completedStage(new Outcome.Delivered("202"));
        }));
        accept(queue, "one");
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        long begin = System.nanoTime();
        queue.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        letGo.countDown();
        await().atMost(BOUND).until(() -> threads().isEmpty());
    }

    @Test
    public void aRegistryThatReplacesAnotherKeepsItsMetersAndTheOtherNone() throws Exception {
        QueueService queue = service("PT35S");
        SimpleMeterRegistry older = new SimpleMeterRegistry();
        SimpleMeterRegistry newer = new SimpleMeterRegistry();
        try {
            meters.use(older);
            accept(queue, "one");
            meters.use(newer);
            meters.release(older);
            accept(queue, "two");
            assertThat(older.getMeters()).isEmpty();
            assertThat(newer.get("tocsin.queue.depth").gauge().value()).isEqualTo(2);
            assertThat(count(newer, "tocsin.queue.accepted")).isEqualTo(2);
        } finally {
            queue.close();
        }
        assertThat(newer.getMeters()).as("meters that would hold us").isEmpty();
    }

    private QueueService service(String deadline) {
        return QueueFixture.over(
                store, meters, Map.of("maxInFlight", "16", "deadline", deadline, "windowBytes", "1000000"));
    }

    private static void accept(QueueService queue, String text) throws Exception {
        queue.accept(new Event(WEB, "v2", Body.of(text), null))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static QueueRefusedException refusal(QueueService queue, String text) {
        Throwable failure = catchThrowable(() -> accept(queue, text));
        assertThat(failure).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(QueueRefusedException.class);
        return (QueueRefusedException) Objects.requireNonNull(failure.getCause());
    }

    private static double count(SimpleMeterRegistry registry, String name) {
        return registry.get(name).functionCounter().count();
    }

    private static void awaitStubbornly(Duration time) {
        await().pollDelay(time).until(() -> true);
    }

    private static void awaitStubbornly(CountDownLatch letGo, CountDownLatch interrupted) {
        boolean open = false;
        while (!open) {
            try {
                open = letGo.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("tocsin-"))
                .collect(Collectors.toSet());
    }

    private static DeliveryChannel channel(Function<Delivery, CompletionStage<Outcome>> call) {
        return new DeliveryChannel() {
            @Override
            public String channel() {
                return "pagerduty";
            }

            @Override
            public CompletionStage<Outcome> deliver(Delivery delivery) {
                return call.apply(delivery);
            }
        };
    }
}
