// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.tocsin.api.Body;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.RouteControl.RouteInfo;
import org.tocsin.api.TocsinProperties;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.api.http.HttpReply;
import org.tocsin.api.http.HttpRequest;
import org.tocsin.engine.component.MemoryDoor;
import org.tocsin.engine.component.MemoryQueue;
import org.tocsin.engine.component.NoteFormat;

public class EngineTest {

    private static final EngineSettings DEFAULTS =
            new EngineSettings(Duration.ofSeconds(5), 16, 256, Duration.ofMinutes(1));

    @Rule
    public final Framework framework = new Framework();

    @Rule
    public final TemporaryFolder deploy = new TemporaryFolder();

    private final AtomicInteger instances = new AtomicInteger();
    private @Nullable Engine opened;

    @Before
    public void open() {
        opened = new Engine(framework.context(), DEFAULTS, deploy.getRoot().toPath());
    }

    @After
    public void close() {
        engine().close();
    }

    @Test
    public void aBundlesRoutesRunUntilItStops() throws Exception {
        Bundle bundle = framework.start("org.example.disk", "1.2.3");
        offer(bundle, () -> echo("disk.check"));

        awaitRoute(new RouteInfo("disk.check", "org.example.disk/1.2.3", "Started", ""));
        bundle.stop();

        assertThat(engine().routes()).isEmpty();
        assertThat(instances).hasValue(0);
    }

    @Test
    public void twoVersionsOfABundleNeverRunTheSameRouteTwice() throws Exception {
        Bundle old = framework.start("org.example.disk", "1.0.0");
        offer(old, () -> echo("disk.check"));
        awaitRoute(new RouteInfo("disk.check", "org.example.disk/1.0.0", "Started", ""));

        Bundle next = framework.start("org.example.disk", "1.1.0");
        offer(next, () -> echo("disk.check"));
        awaitRoute(new RouteInfo("disk.check", "org.example.disk/1.1.0", "Started", ""));

        next.uninstall();
        awaitRoute(new RouteInfo("disk.check", "org.example.disk/1.0.0", "Started", ""));
        assertThat(instances).hasValue(1);
    }

    @Test
    public void anEventFindsTheServicesItNeedsAndAPathItsListener() throws Exception {
        offer(framework.start("org.tocsin.http", "0.1.0"), () -> new RouteBuilder() {
            @Override
            public void configure() {
                from("tocsin:http?path=/send&blocking=false")
                        .routeId("http.send")
                        .setProperty(TocsinProperties.KEY, constant("k"))
                        .to("tocsin:event?channel=note");
            }
        });
        awaitRoute(new RouteInfo(
                "http.send",
                "org.tocsin.http/0.1.0",
                "Waiting",
                "waits for the listener api, which a plugin such as http brings"));

        MemoryDoor door = new MemoryDoor();
        ServiceRegistration<HttpDoor> listener = register(HttpDoor.class, door, Map.of(HttpDoor.DOOR, "api"));
        awaitRoute(new RouteInfo("http.send", "org.tocsin.http/0.1.0", "Started", ""));
        assertThat(door.post("/send", "disk1 is full").status()).isEqualTo(503);

        try (MemoryQueue queue = new MemoryQueue()) {
            register(EventQueue.class, queue, Map.of());
            register(EventFormat.class, new NoteFormat(), Map.of());
            assertThat(door.post("/send", "disk1 is full").status()).isEqualTo(200);
            assertThat(queue.events()).hasSize(1);
        }
        listener.unregister();
        assertThat(door.paths()).isEmpty();
        assertThat(engine().routes()).extracting(RouteInfo::state).containsExactly("Waiting");
    }

    @Test
    public void aDeliveryRouteIsAServiceWhileItRuns() throws Exception {
        Bundle bundle = framework.start("org.example.teams", "1.0.0");
        offer(bundle, () -> new RouteBuilder() {
            @Override
            public void configure() {
                from("tocsin:deliver?channel=teams").routeId("teams.deliver").to("direct:teams");
                from("direct:teams").routeId("teams.post").process(exchange -> {});
            }
        });
        await("channel").until(() -> channel() != null);

        bundle.stop();

        assertThat(channel()).isNull();
    }

    @Test
    public void aRouteIsStoppedAndStartedByHand() throws Exception {
        MemoryDoor door = new MemoryDoor();
        register(HttpDoor.class, door, Map.of(HttpDoor.DOOR, "api"));
        Bundle bundle = framework.start("org.tocsin.http", "0.1.0");
        offer(bundle, () -> new RouteBuilder() {
            @Override
            public void configure() {
                from("tocsin:http?path=/echo").routeId("http.echo").process(exchange -> {});
                from("direct:other").routeId("http.other").process(exchange -> {});
            }
        });
        RouteInfo running = new RouteInfo("http.echo", "org.tocsin.http/0.1.0", "Started", "");
        awaitRoute(running);

        RouteInfo stopped = new RouteInfo("http.echo", "org.tocsin.http/0.1.0", "Stopped", "");
        assertThat(engine().stop("http.echo")).isEqualTo(stopped);
        assertThat(engine().stop("http.echo")).as("once more").isEqualTo(stopped);
        assertThat(door.paths()).isEmpty();
        assertThat(engine().routes())
                .extracting(RouteInfo::state)
                .as("the other one runs")
                .containsExactly("Stopped", "Started");

        assertThat(engine().start("http.echo")).isEqualTo(running);
        assertThat(door.post("/echo", "word").status()).isEqualTo(200);
        assertThatThrownBy(() -> engine().stop("http.none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no route http.none");
        engine().stop("http.echo");
        bundle.stop();
        assertThat(engine().routes()).isEmpty();
    }

    @Test
    public void aRouteThatWaitsIsNotStartedByHandAndSaysForWhat() throws Exception {
        offer(framework.start("org.example.disk", "1.0.0"), () -> new RouteBuilder() {
            @Override
            public void configure() {
                from("nosuchcomponent:x").routeId("disk.check").process(exchange -> {});
            }
        });
        await("the reason")
                .untilAsserted(() -> assertThat(engine().routes())
                        .singleElement()
                        .satisfies(route -> assertThat(route.text()).contains("nosuchcomponent")));

        assertThatThrownBy(() -> engine().start("disk.check"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("disk.check did not start: ")
                .hasMessageContaining("nosuchcomponent");
    }

    @Test
    public void anAgentThatStopsDoesNotWaitForAnExchangeThatHangs() throws Exception {
        MemoryDoor door = new MemoryDoor();
        register(HttpDoor.class, door, Map.of(HttpDoor.DOOR, "api"));
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        offer(framework.start("org.tocsin.http", "0.1.0"), () -> new RouteBuilder() {
            @Override
            public void configure() {
                from("tocsin:http?path=/hang").routeId("http.hang").process(exchange -> {
                    entered.countDown();
                    assertThat(never.await(1, TimeUnit.MINUTES)).isFalse();
                });
            }
        });
        await("path").until(() -> door.paths().contains("/hang"));
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return door.post("/hang", "").status();
            } catch (Exception unanswered) {
                return 0;
            }
        });
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

        long start = System.nanoTime();
        engine().close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(answer.get(20, TimeUnit.SECONDS)).isNotEqualTo(200);
    }

    @Test
    public void aForeignRouteThatHangsAfterItsEventsTakesNoThreadOfTheHouse() throws Exception {
        MemoryDoor door = new MemoryDoor();
        register(HttpDoor.class, door, Map.of(HttpDoor.DOOR, "api"));
        CountDownLatch entered = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        Bundle visitor = framework.start("org.example.visitor", "1.0.0");
        offer(
                visitor,
                () -> sending("/visit", exchange -> {
                    entered.countDown();
                    assertThat(never.await(1, TimeUnit.MINUTES)).isFalse();
                }));
        offer(framework.start("org.tocsin.http", "0.1.0"), () -> sending("/send", exchange -> {}));
        await("paths").until(() -> door.paths().size() == 2);
        try (MemoryQueue queue = new MemoryQueue()) {
            register(EventQueue.class, queue, Map.of());
            register(EventFormat.class, new NoteFormat(), Map.of());
            HttpRequest visit = new HttpRequest("POST", "/visit", null, Map.of(), Map.of(), Body.of("disk1 is full"));
            CompletionStage<HttpReply> first = door.ask(visit);
            CompletionStage<HttpReply> second = door.ask(visit);
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(door.post("/send", "disk1 is full").status()).isEqualTo(200);
            assertThat(first.toCompletableFuture()).isNotDone();
            assertThat(second.toCompletableFuture()).isNotDone();

            engine().close();
            await("the visitor's threads to end")
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().startsWith("camel-org.example")));
        }
    }

    @Test
    public void aClosedEngineLeavesNoThread() throws Exception {
        offer(framework.start("org.example.disk", "1.0.0"), () -> echo("disk.check"));
        awaitRoute(new RouteInfo("disk.check", "org.example.disk/1.0.0", "Started", ""));

        engine().close();

        await("threads to end")
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("tocsin-engine")
                                || thread.getName().startsWith("camel-org.example")));
        assertThat(instances).hasValue(0);
    }

    private Engine engine() {
        return Objects.requireNonNull(opened);
    }

    private void offer(Bundle bundle, Supplier<RoutesBuilder> builders) {
        bundle.getBundleContext()
                .registerService(
                        RoutesBuilder.class,
                        new PrototypeServiceFactory<RoutesBuilder>() {
                            @Override
                            public RoutesBuilder getService(
                                    Bundle user, ServiceRegistration<RoutesBuilder> registration) {
                                instances.incrementAndGet();
                                return builders.get();
                            }

                            @Override
                            public void ungetService(
                                    Bundle user, ServiceRegistration<RoutesBuilder> registration, RoutesBuilder gone) {
                                instances.decrementAndGet();
                            }
                        },
                        null);
    }

    private <S> ServiceRegistration<S> register(Class<S> type, S service, Map<String, String> properties) {
        return framework.context().registerService(type, service, FrameworkUtil.asDictionary(properties));
    }

    private @Nullable ServiceReference<DeliveryChannel> channel() {
        return framework.context().getServiceReference(DeliveryChannel.class);
    }

    private void awaitRoute(RouteInfo route) {
        await("route " + route)
                .untilAsserted(() -> assertThat(engine().routes()).contains(route));
    }

    private static RouteBuilder sending(String path, Processor afterwards) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("tocsin:http?blocking=false&path=" + path)
                        .setProperty(TocsinProperties.KEY, constant("k"))
                        .to("tocsin:event?channel=note")
                        .process(afterwards);
            }
        };
    }

    private static RouteBuilder echo(String id) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + id).routeId(id).process(exchange -> {});
            }
        };
    }
}
