// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.tocsin.api.Body;
import org.tocsin.api.Delivery;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.Outcome;
import org.tocsin.api.QueueControl;
import org.tocsin.api.store.EventStore;

/** What the container sees: a queue that opens beside it. */
public class QueueComponentTest {

    private static final Duration BOUND = Duration.ofSeconds(20);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final MemoryStore memory = new MemoryStore(new MemoryStore.Disk(), writer, Clock.systemUTC(), 100_000);
    private final CountDownLatch mayOpen = new CountDownLatch(1);
    private final List<EventQueue> offered = new CopyOnWriteArrayList<>();

    /** Ends what a test left. */
    @After
    public void end() {
        mayOpen.countDown();
        await("no thread is left")
                .atMost(BOUND)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("tocsin-")));
        writer.shutdown();
    }

    @Test
    public void isOfferedOnceItIsOpenAndKnowsTheChannelsThatCameBefore() throws Exception {
        QueueComponent component = component(BOUND);
        List<Delivery> delivered = new CopyOnWriteArrayList<>();
        component.addChannel(channel(delivered));
        assertThat(offered).isEmpty();
        assertThat(component.health().state()).isEqualTo(State.FAILED);
        assertThat(component.health().text()).isEqualTo("waits for the store");

        mayOpen.countDown();
        await().atMost(BOUND).until(() -> offered.size() == 1);
        accept(offered.get(0), "one");

        await().atMost(BOUND).until(() -> delivered.size() == 1);
        assertThat(component.health().state()).isEqualTo(State.READY);
        component.close();
        assertThat(offered).isEmpty();
        assertThat(component.health().state()).isEqualTo(State.FAILED);
    }

    @Test
    public void aChannelThatWentBeforeItWasOpenIsForgotten() throws Exception {
        QueueComponent component = component(BOUND);
        List<Delivery> delivered = new CopyOnWriteArrayList<>();
        DeliveryChannel channel = channel(delivered);
        component.addChannel(channel);
        component.removeChannel(channel);
        mayOpen.countDown();
        await().atMost(BOUND).until(() -> offered.size() == 1);

        accept(offered.get(0), "one");

        await().atMost(BOUND).until(() -> offered.get(0).status().get(0).state() == LaneStatus.State.NO_CHANNEL);
        assertThat(delivered).isEmpty();
        component.close();
    }

    @Test
    public void anEndWaitsForAnOpeningAndNothingIsOfferedAnyMore() throws Exception {
        QueueComponent component = component(BOUND);
        CompletableFuture<Void> end = CompletableFuture.runAsync(component::close);
        await("asked to close").atMost(BOUND).until(() -> waits(end));

        mayOpen.countDown();

        end.get(20, TimeUnit.SECONDS);
        assertThat(offered).isEmpty();
        assertThat(memory.open(events -> {}))
                .as("closed, so that it opens again")
                .isEmpty();
        memory.close();
    }

    @Test
    public void anOpeningThatOutlivesTheEndClosesTheStoreItself() throws Exception {
        QueueComponent component = component(Duration.ofMillis(1));
        component.close();

        mayOpen.countDown();

        await("closed, so that it opens again").atMost(BOUND).ignoreExceptions().until(() -> {
            memory.open(events -> {});
            return true;
        });
        assertThat(offered).isEmpty();
        memory.close();
    }

    @Test
    public void aStoreThatDoesNotOpenIsAQueueThatSaysWhy() throws Exception {
        memory.open(events -> {});
        mayOpen.countDown();
        QueueComponent component = component(BOUND);

        await().atMost(BOUND).until(() -> offered.size() == 1);

        assertThat(component.health().state()).isEqualTo(State.FAILED);
        assertThat(component.health().text()).contains("open already");
        component.close();
        memory.close();
    }

    @Test
    public void aStoreThatBreaksIsNoQueueAndTheHealthSaysWhy() {
        QueueComponent component = new QueueComponent(
                container(),
                proxy(EventStore.class, (name, arguments) -> {
                    throw new IllegalStateException("broken inside");
                }),
                QueueFixture.config(Map.of()),
                Map.of(),
                BOUND);

        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(component.health().text()).contains("see the log", "broken inside"));

        assertThat(component.health().state()).isEqualTo(State.FAILED);
        assertThat(offered).isEmpty();
        component.close();
    }

    @Test
    public void aWrongValueOfARunningQueueLeavesTheIntakeOpenAndIsShownUntilItIsPutRight() throws Exception {
        mayOpen.countDown();
        QueueComponent component = component(BOUND);
        List<Delivery> delivered = new CopyOnWriteArrayList<>();
        component.addChannel(channel(delivered));
        await().atMost(BOUND).until(() -> offered.size() == 1);
        EventQueue running = offered.get(0);

        modify(component, Map.of("maxInFlight", "lots"));

        assertThat(offered).as("not even for a moment another one").containsExactly(running);
        accept(running, "while it is wrong");
        await().atMost(BOUND).until(() -> delivered.size() == 1);
        assertThat(component.health().state()).isEqualTo(State.DEGRADED);
        assertThat(component.health().text())
                .startsWith("org.tocsin.queue.cfg: maxInFlight: 'lots' is not a number, use a whole number from 1 to"
                        + " 1024; until it is put right the settings before it stay in force; 1 lanes, ");

        modify(component, Map.of());

        assertThat(component.health().state()).isEqualTo(State.READY);
        assertThat(offered).as("nothing has changed").containsExactly(running);
        component.close();
    }

    @Test
    public void otherSettingsAreInForceOverTheSameStoreChannelsAndMeters() throws Exception {
        mayOpen.countDown();
        QueueComponent component = component(BOUND);
        List<Delivery> delivered = new CopyOnWriteArrayList<>();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        component.addChannel(channel(delivered));
        component.setMeters(meters);
        await().atMost(BOUND).until(() -> offered.size() == 1);
        accept(offered.get(0), "one");
        await().atMost(BOUND).until(() -> delivered.size() == 1);

        modify(component, Map.of("ratePerMinute", "1", "burst", "1"));

        await().atMost(BOUND).until(() -> offered.size() == 1);
        accept(offered.get(0), "two");
        accept(offered.get(0), "three");
        await("the rate holds the third back")
                .atMost(BOUND)
                .until(() -> offered.get(0).status().get(0).state() == LaneStatus.State.BACKING_OFF);
        assertThat(delivered).hasSize(2);
        assertThat(meters.get("tocsin.queue.depth").gauge().value()).isEqualTo(1);
        component.close();
        assertThat(meters.getMeters()).as("meters that would hold us").isEmpty();
    }

    @Test
    public void aWrongValueAtTheStartIsAQueueThatSaysSoAlsoToTheLauncherAndOpensWhenItIsPutRight() throws Exception {
        mayOpen.countDown();
        System.setProperty("tocsin.data", folder.getRoot().getPath());
        QueueComponent component = new QueueComponent(
                container(), memory, QueueFixture.config(Map.of("deadline", "soon")), Map.of(), BOUND);
        System.clearProperty("tocsin.data");
        assertThat(folder.getRoot().toPath().resolve("startup-failure"))
                .content()
                .startsWith("org.tocsin.queue.cfg: deadline: 'soon' is not a duration");
        await().atMost(BOUND).until(() -> offered.size() == 1);
        assertThat(component.health().state()).isEqualTo(State.FAILED);
        assertThat(component.health().text())
                .isEqualTo("org.tocsin.queue.cfg: deadline: 'soon' is not a duration, use ISO-8601 such as PT30S");

        modify(component, Map.of("deadline", "later"));
        await().atMost(BOUND).until(() -> component.health().text().contains("'later'"));
        modify(component, Map.of());

        await().atMost(BOUND).until(() -> component.health().state() == State.READY);
        accept(offered.get(0), "one");
        component.close();
    }

    private static void modify(QueueComponent component, Map<String, String> properties) {
        component.modified(QueueFixture.config(properties), new HashMap<>(properties));
    }

    private static void accept(EventQueue queue, String text) throws Exception {
        queue.accept(new Event(new Lane("pagerduty", "web"), "v2", Body.of(text), null), null)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static boolean waits(CompletableFuture<Void> end) {
        return !end.isDone()
                && Thread.getAllStackTraces().values().stream()
                        .anyMatch(stack -> List.of(stack).toString().contains("QueueLife.close"));
    }

    private QueueComponent component(Duration patience) {
        EventStore slow = proxy(EventStore.class, (name, arguments) -> {
            if (name.equals("open")) {
                assertThat(mayOpen.await(20, TimeUnit.SECONDS)).isTrue();
            }
            return null;
        });
        return new QueueComponent(container(), slow, QueueFixture.config(Map.of()), Map.of(), patience);
    }

    /** As much of a framework as the component asks for: a place to offer itself. */
    private BundleContext container() {
        return proxy(BundleContext.class, (name, arguments) -> {
            assertThat(name).isEqualTo("registerService");
            assertThat((String[]) arguments[0])
                    .containsExactlyInAnyOrder(EventQueue.class.getName(), QueueControl.class.getName());
            offered.add((EventQueue) arguments[1]);
            return proxy(ServiceRegistration.class, (end, none) -> {
                assertThat(end).isEqualTo("unregister");
                offered.remove((EventQueue) arguments[1]);
                return end;
            });
        });
    }

    private interface Call {
        @Nullable
        Object answer(String name, Object[] arguments) throws Exception;
    }

    /** Answers by the call, or, where that is null, by the store in memory. */
    private <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object answer = call.answer(method.getName(), arguments);
                    if (answer != null || !type.isInstance(memory)) {
                        return answer;
                    }
                    try {
                        return method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                }));
    }

    private static DeliveryChannel channel(List<Delivery> delivered) {
        return new DeliveryChannel() {
            @Override
            public String channel() {
                return "pagerduty";
            }

            @Override
            public CompletableFuture<Outcome> deliver(Delivery delivery) {
                delivered.add(delivery);
                return CompletableFuture.completedFuture(new Outcome.Delivered("202"));
            }
        };
    }
}
