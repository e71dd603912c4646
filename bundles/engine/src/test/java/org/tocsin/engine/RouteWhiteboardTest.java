// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.RoutePolicySupport;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.api.Backoff;
import org.tocsin.api.RouteControl.RouteInfo;
import org.tocsin.engine.RouteSet.Running;
import org.tocsin.engine.component.SmallHouse;

public class RouteWhiteboardTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), false);

    @Rule
    public final SmallHouse house = new SmallHouse();

    private final AtomicLong nanos = new AtomicLong();
    private final ContextHouse contexts =
            new ContextHouse(new ContextRecipe(house::component, name -> house.component()));
    private final RouteWhiteboard whiteboard = new RouteWhiteboard(
            contexts,
            new RouteHand(System::nanoTime),
            new Patience(Duration.ofSeconds(5), () -> false, System::nanoTime),
            BACKOFF,
            nanos::get);

    @After
    public void closeContexts() {
        contexts.close();
    }

    @Test
    public void theProductsBundlesShareAContextAndAForeignOneHasItsOwn() {
        RouteSet http = Visitor.of("org.tocsin.http", "1.0.0", routes("http.send"));
        RouteSet spool = Visitor.of("org.tocsin.spool", "1.0.0", routes("spool.read"));
        RouteSet foreign = Visitor.of("org.example.disk", "2.0.0", routes("disk.check"));

        List.of(http, spool, foreign).forEach(whiteboard::add);

        assertThat(context(http)).isSameAs(context(spool));
        assertThat(context(http).getName()).isEqualTo("tocsin");
        assertThat(context(foreign)).isNotSameAs(context(http));
        assertThat(context(foreign).getName()).isEqualTo("org.example.disk/2.0.0");
        assertThat(routes())
                .extracting(RouteInfo::id, RouteInfo::owner, RouteInfo::state)
                .containsExactly(
                        tuple("disk.check", "org.example.disk/2.0.0", "Started"),
                        tuple("http.send", "org.tocsin.http/1.0.0", "Started"),
                        tuple("spool.read", "org.tocsin.spool/1.0.0", "Started"));
    }

    @Test
    public void aForeignContextLastsAsLongAsItsBundleHasABuilder() {
        RouteSet foreign = Visitor.of("org.example.disk", "1.0.0", routes("disk.check"));
        whiteboard.add(foreign);
        DefaultCamelContext context = context(foreign);

        whiteboard.remove(foreign);

        assertThat(context.isStopped()).isTrue();
        assertThat(routes()).isEmpty();
        assertThat(Visitor.taken(foreign)).isZero();
    }

    @Test
    public void aRouteThatMissesAClassWhenItStopsIsNotOwnedForEver() {
        RouteSet first = Visitor.of("org.example.one", "1.0.0", () -> new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:same")
                        .routeId("same")
                        .routePolicy(new GonePolicy())
                        .to("log:x");
            }
        });
        RouteSet second = Visitor.of("org.example.two", "1.0.0", routes("same"));
        whiteboard.add(first);
        whiteboard.add(second);

        whiteboard.remove(first);

        assertThat(routes()).containsExactly(started("same", "org.example.two/1.0.0"));
        assertThat(Visitor.taken(first)).isZero();
    }

    @Test
    public void ofTwoVersionsTheHigherOneOwnsAChannelHoweverItsRoutesAreCalled() {
        RouteSet old = Visitor.of("org.example.teams", "1.0.0", from("tocsin:deliver?channel=teams", "teams.old"));
        RouteSet next = Visitor.of("org.example.teams", "1.10.0", from("tocsin:deliver?channel=teams", "teams.new"));
        whiteboard.add(old);
        assertThat(house.channels).singleElement().returns("teams", channel -> channel.channel());

        whiteboard.add(next);

        assertThat(house.channels).hasSize(1);
        assertThat(routes())
                .containsExactly(
                        started("teams.new", "org.example.teams/1.10.0"),
                        new RouteInfo(
                                "teams.old",
                                "org.example.teams/1.0.0",
                                "Waiting",
                                "stands by: channel teams belongs to org.example.teams/1.10.0"));
        whiteboard.remove(next);
        assertThat(routes()).containsExactly(started("teams.old", "org.example.teams/1.0.0"));
        assertThat(house.channels).hasSize(1);
    }

    @Test
    public void ofTwoVersionsTheHigherOneOwnsAnAdapterAndTheLowerOneThatComesLaterStandsBy() {
        RouteSet next = Visitor.of("org.example.nagios", "2.0.0", from("tocsin://adapter?name=nagios", "nagios.new"));
        RouteSet old = Visitor.of("org.example.nagios", "1.0.0", from("tocsin:adapter?name=nagios", "nagios.old"));
        whiteboard.add(next);
        whiteboard.add(old);

        assertThat(house.adapters).hasSize(1);
        assertThat(routes())
                .containsExactly(
                        started("nagios.new", "org.example.nagios/2.0.0"),
                        new RouteInfo(
                                "nagios.old",
                                "org.example.nagios/1.0.0",
                                "Waiting",
                                "stands by: adapter nagios belongs to org.example.nagios/2.0.0"));
        whiteboard.remove(next);
        assertThat(routes()).containsExactly(started("nagios.old", "org.example.nagios/1.0.0"));
        assertThat(house.adapters).hasSize(1);
    }

    @Test
    public void aStrangersChannelIsNotTakenByAHigherVersionOfSomebodyElse() {
        RouteSet first = Visitor.of("org.example.one", "1.0.0", from("tocsin:deliver?channel=teams", "one.deliver"));
        RouteSet second = Visitor.of("org.example.two", "9.0.0", from("tocsin:deliver?channel=teams", "two.deliver"));
        whiteboard.add(first);
        whiteboard.add(second);

        assertThat(routes()).contains(started("one.deliver", "org.example.one/1.0.0"));
        assertThat(house.channels).hasSize(1);
        whiteboard.remove(first);
        assertThat(routes()).containsExactly(started("two.deliver", "org.example.two/9.0.0"));
    }

    @Test
    public void aNameThatIsThereTwiceInOneBuilderIsSaidAtOnce() {
        RouteSet set = Visitor.of("org.example.teams", "1.0.0", () -> new RouteBuilder() {
            @Override
            public void configure() {
                from("tocsin:deliver?channel=teams").routeId("one").to("log:x");
                from("tocsin://deliver?channel=teams").routeId("two").to("log:x");
            }
        });

        whiteboard.add(set);

        assertThat(routes())
                .extracting(RouteInfo::text)
                .containsExactly("channel teams is there twice in what org.example.teams/1.0.0 brings, keep one");
    }

    @Test
    public void theSharedContextOutlivesItsRoutes() {
        RouteSet http = Visitor.of("org.tocsin.http", "1.0.0", routes("http.send"));
        whiteboard.add(http);
        DefaultCamelContext context = context(http);

        whiteboard.remove(http);

        assertThat(context.isStarted()).isTrue();
        assertThat(context.getRoutes()).isEmpty();
        assertThat(context.getRouteDefinitions()).isEmpty();
        assertThat(context.getEndpoints()).isEmpty();
    }

    @Test
    public void aSecondOwnerOfAnIdStandsByAndTakesOverWhenTheFirstGoes() {
        RouteSet first = Visitor.of("org.example.one", "1.0.0", routes("same"));
        RouteSet second = Visitor.of("org.example.two", "9.0.0", routes("same"));
        whiteboard.add(first);
        whiteboard.add(second);

        assertThat(routes()).contains(waiting("same", "org.example.two/9.0.0", "org.example.one/1.0.0"));
        assertThat(Visitor.taken(second)).isZero();

        whiteboard.remove(first);

        assertThat(routes()).containsExactly(started("same", "org.example.two/9.0.0"));
    }

    @Test
    public void ofThoseThatStandByTheNewestVersionTakesOver() {
        RouteSet holder = Visitor.of("org.example.holder", "1.0.0", routes("same"));
        whiteboard.add(holder);
        whiteboard.add(Visitor.of("org.example.old", "1.2.0", routes("same")));
        whiteboard.add(Visitor.of("org.example.new", "1.10.0", routes("same")));

        whiteboard.remove(holder);

        assertThat(routes()).contains(started("same", "org.example.new/1.10.0"));
    }

    @Test
    public void aNewerVersionOfABundleTakesItsRoutesAndGivesThemBackWhenItGoes() {
        for (String name : List.of("org.example.disk", "org.tocsin.http")) {
            RouteSet old = Visitor.of(name, "1.9.0", routes(name));
            RouteSet next = Visitor.of(name, "1.10.0", routes(name));
            whiteboard.add(old);
            whiteboard.add(next);
            assertThat(routes()).contains(started(name, name + "/1.10.0"));
            assertThat(routes()).contains(waiting(name, name + "/1.9.0", name + "/1.10.0"));

            whiteboard.remove(next);

            assertThat(routes()).containsExactly(started(name, name + "/1.9.0"));
            whiteboard.remove(old);
        }
    }

    @Test
    public void anOlderVersionThatComesLaterStandsBy() {
        whiteboard.add(Visitor.of("org.example.disk", "2.0.0", routes("disk.check")));
        whiteboard.add(Visitor.of("org.example.disk", "1.0.0", routes("disk.check")));

        assertThat(routes()).contains(started("disk.check", "org.example.disk/2.0.0"));
    }

    @Test
    public void aNewerVersionThatDoesNotStartLeavesTheRoutesToTheOlderOne() {
        whiteboard.add(Visitor.of("org.example.disk", "1.0.0", routes("disk.check")));
        whiteboard.add(Visitor.of("org.example.disk", "2.0.0", broken("disk.check", () -> true)));

        assertThat(routes()).contains(started("disk.check", "org.example.disk/1.0.0"));
        assertThat(routes())
                .anyMatch(route ->
                        route.state().equals("Waiting") && route.owner().equals("org.example.disk/2.0.0"));

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        DefaultCamelContext before = context(whiteboard.sets().get(1));
        whiteboard.retry();
        assertThat(context(whiteboard.sets().get(1))).isSameAs(before);
    }

    @Test
    public void aSetThatDoesNotStartWaitsWithItsReasonAndHarmsNobody() {
        RouteSet good = Visitor.of("org.tocsin.http", "1.0.0", routes("http.send"));
        RouteSet bad = Visitor.of("org.tocsin.spool", "1.0.0", broken("spool.read", () -> true));
        whiteboard.add(good);
        whiteboard.add(bad);

        assertThat(routes()).contains(started("http.send", "org.tocsin.http/1.0.0"));
        assertThat(routes())
                .contains(new RouteInfo(
                        "spool.read.bad",
                        "org.tocsin.spool/1.0.0",
                        "Waiting",
                        "tocsin:nowhere: is no endpoint, use tocsin:event, tocsin:http, tocsin:deliver or"
                                + " tocsin:adapter"));
        assertThat(context(good).getRouteDefinitions()).hasSize(1);
        assertThat(Visitor.taken(bad)).isZero();
    }

    @Test
    public void whatDidNotStartIsTriedAgainAfterLongerAndLongerWaits() {
        AtomicBoolean broken = new AtomicBoolean(true);
        List<Long> tries = new ArrayList<>();
        whiteboard.add(Visitor.of("org.tocsin.spool", "1.0.0", () -> {
            tries.add(Duration.ofNanos(nanos.get()).toSeconds());
            return broken("spool.read", broken::get).get();
        }));

        for (int second = 1; second <= 12; second++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            whiteboard.retry();
        }
        assertThat(tries).containsExactly(0L, 1L, 3L, 7L, 11L);

        broken.set(false);
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        whiteboard.retry();
        assertThat(routes()).extracting(RouteInfo::state).containsOnly("Started");
    }

    @Test
    public void aBuilderThatThrowsWaitsUnderTheNameOfItsBundle() {
        whiteboard.add(Visitor.of("org.example.disk", "1.0.0", () -> new RouteBuilder() {
            @Override
            public void configure() {
                throw new IllegalStateException("no such disk");
            }
        }));

        assertThat(routes()).singleElement().satisfies(route -> {
            assertThat(route.id()).startsWith("org.example.disk#");
            assertThat(route.text()).isEqualTo("IllegalStateException: no such disk");
        });
    }

    @Test
    public void routesWithoutAnIdAreNamedAfterTheirBundle() {
        Supplier<RoutesBuilder> unnamed = () -> new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:a").to("log:a");
                from("direct:b").to("log:b");
            }
        };
        whiteboard.add(Visitor.of("org.example.one", "1.0.0", unnamed));
        whiteboard.add(Visitor.of("org.example.two", "1.0.0", unnamed));

        assertThat(routes())
                .extracting(RouteInfo::id)
                .containsExactly(
                        "org.example.one.route1",
                        "org.example.one.route2",
                        "org.example.two.route1",
                        "org.example.two.route2");
        assertThat(routes()).extracting(RouteInfo::state).containsOnly("Started");
    }

    @Test
    public void aBuilderThatDoesNotTellItsRoutesIsHeldToTheSameRule() {
        whiteboard.add(Visitor.of("org.example.one", "1.0.0", routes("same")));
        RoutesBuilder same = routes("same").get();
        RouteSet silent = Visitor.of("org.example.two", "1.0.0", () -> new RoutesBuilder() {
            @Override
            public void addRoutesToCamelContext(CamelContext context) throws Exception {
                same.addRoutesToCamelContext(context);
            }

            @Override
            public void addTemplatedRoutesToCamelContext(CamelContext context) throws Exception {
                same.addTemplatedRoutesToCamelContext(context);
            }

            @Override
            public Set<String> updateRoutesToCamelContext(CamelContext context) throws Exception {
                return same.updateRoutesToCamelContext(context);
            }
        });
        whiteboard.add(silent);

        assertThat(routes()).contains(waiting("same", "org.example.two/1.0.0", "org.example.one/1.0.0"));
        assertThat(Visitor.taken(silent)).isZero();
    }

    @Test
    public void anExchangeUnderWayEndsBeforeItsRouteGoes() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        RouteSet set = Visitor.of("org.tocsin.http", "1.0.0", () -> new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:http.in")
                        .routeId("http.send")
                        .process(exchange ->
                                assertThat(hold.await(10, TimeUnit.SECONDS)).isTrue());
            }
        });
        whiteboard.add(set);
        DefaultCamelContext context = context(set);
        CompletableFuture<Object> answer;
        try (var template = context.createProducerTemplate()) {
            answer = CompletableFuture.supplyAsync(() -> template.requestBody("direct:http.in", "x"));
            await("exchange under way")
                    .until(() -> context.getInflightRepository().size() == 1);
            CompletableFuture<Void> removed = CompletableFuture.runAsync(() -> whiteboard.remove(set));
            hold.countDown();
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("x");
            removed.get(10, TimeUnit.SECONDS);
        }
        assertThat(context.getRoutes()).isEmpty();
    }

    @Test
    public void theThreadKeepsItsContextClassLoader() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader mine = new ClassLoader(before) {};
        thread.setContextClassLoader(mine);
        try {
            RouteSet good = Visitor.of("org.example.one", "1.0.0", routes("one"));
            whiteboard.add(good);
            whiteboard.add(Visitor.of("org.example.two", "1.0.0", broken("two", () -> true)));
            whiteboard.remove(good);

            assertThat(thread.getContextClassLoader()).isSameAs(mine);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    public void twentyRedeploysLeaveNothingBehind() {
        List<WeakReference<RoutesBuilder>> builders = new ArrayList<>();
        for (String name : List.of("org.tocsin.http", "org.example.disk")) {
            for (int i = 0; i < 20; i++) {
                RouteSet set = Visitor.of(name, "1.0." + i, () -> {
                    RoutesBuilder builder = routes(name).get();
                    builders.add(new WeakReference<>(builder));
                    return builder;
                });
                whiteboard.add(set);
                assertThat(routes()).extracting(RouteInfo::state).containsExactly("Started");
                whiteboard.remove(set);
            }
        }

        assertThat(builders).hasSize(40);
        await("builders to be collected").untilAsserted(() -> {
            System.gc();
            assertThat(builders).allMatch(reference -> reference.refersTo(null));
        });
    }

    private static final class GonePolicy extends RoutePolicySupport {
        @Override
        public void onRemove(Route route) {
            throw new NoClassDefFoundError("org/example/Gone");
        }
    }

    private List<RouteInfo> routes() {
        return RouteList.of(whiteboard.sets(), List.of());
    }

    private static RouteInfo started(String id, String owner) {
        return new RouteInfo(id, owner, "Started", "");
    }

    private static RouteInfo waiting(String id, String owner, String holder) {
        return new RouteInfo(id, owner, "Waiting", "stands by: route " + id + " belongs to " + holder);
    }

    private static DefaultCamelContext context(RouteSet set) {
        assertThat(set.standing()).isInstanceOf(Running.class);
        return ((Running) set.standing()).context();
    }

    private static Supplier<RoutesBuilder> routes(String id) {
        return () -> new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + id).routeId(id).transform(body().append("!"));
            }
        };
    }

    /** Two routes, of which the second does not start while this says so. */
    private static Supplier<RoutesBuilder> broken(String id, Supplier<Boolean> broken) {
        return () -> new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + id).routeId(id).to("log:x");
                from("direct:" + id + ".bad").routeId(id + ".bad").to(broken.get() ? "tocsin:nowhere" : "log:x");
            }
        };
    }

    private static Supplier<RoutesBuilder> from(String uri, String id) {
        return () -> new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId(id).to("log:x");
            }
        };
    }
}
