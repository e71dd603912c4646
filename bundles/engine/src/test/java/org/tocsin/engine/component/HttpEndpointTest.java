// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.TocsinProperties;
import org.tocsin.api.http.HttpReply;
import org.tocsin.api.http.HttpRequest;

public class HttpEndpointTest {

    @Rule
    public final SmallHouse house = new SmallHouse(new Workers(1, 1));

    @Test
    public void ofARequestOnlyWhatWasNamedEntersTheExchange() throws Exception {
        AtomicReference<Map<String, Object>> properties = new AtomicReference<>(Map.of());
        AtomicReference<Map<String, Object>> headers = new AtomicReference<>(Map.of());
        route("tocsin:http?path=/queue/status&methods=GET&headers=Pd-Event-Version&query=rk", exchange -> {
            properties.set(Map.copyOf(exchange.getProperties()));
            headers.set(Map.copyOf(exchange.getMessage().getHeaders()));
        });

        get(new HttpRequest(
                "GET",
                "/queue/status",
                "x",
                Map.of("rk", "abc", "CamelFileName", "/etc/passwd"),
                Map.of("pd-event-version", "v1", "camelhttpuri", "http://elsewhere", "tocsinkey", "k"),
                Body.of("")));

        assertThat(properties.get())
                .containsEntry("rk", "abc")
                .containsEntry("Pd-Event-Version", "v1")
                .containsEntry(TocsinProperties.HTTP_METHOD, "GET")
                .containsEntry(TocsinProperties.HTTP_PATH, "/queue/status")
                .containsEntry(TocsinProperties.HTTP_PATH_PARAMETER, "x")
                .doesNotContainKeys("CamelFileName", "camelhttpuri", "tocsinkey", TocsinProperties.KEY);
        assertThat(headers.get()).isEmpty();
    }

    @Test
    public void theAnswerIsTheBodyAs200JsonUnlessTheRouteSaysOtherwise() throws Exception {
        route("tocsin:http?path=/plain", exchange -> exchange.getMessage().setBody("{\"a\":\"ä\"}"));
        route("tocsin:http?path=/other", exchange -> {
            exchange.setProperty(TocsinProperties.HTTP_STATUS, 202);
            exchange.setProperty(TocsinProperties.HTTP_CONTENT_TYPE, "text/plain; charset=utf-8");
        });

        assertThat(house.door.post("/plain", "")).isEqualTo(HttpReply.json(200, "{\"a\":\"ä\"}"));
        assertThat(house.door.post("/other", "echo")).isEqualTo(HttpReply.text(202, "echo"));
    }

    @Test
    public void anEventGoesFromARequestToTheQueueAndTheReceiptBack() throws Exception {
        house.routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("tocsin:http?path=/send&blocking=false")
                        .setProperty(TocsinProperties.KEY, constant("k"))
                        .to("tocsin:event?channel=note")
                        .setBody(exchangeProperty(TocsinProperties.EVENT_KEY));
            }
        });

        HttpReply reply = house.door.post("/send", "disk1 is full");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().utf8()).matches("[0-9a-f]{32}");
        assertThat(house.queue.events()).hasSize(1);
    }

    @Test
    public void everyFailureHasItsAnswerInTheHousesShape() throws Exception {
        house.routes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("tocsin:http?path=/send&blocking=false")
                        .setProperty(TocsinProperties.KEY, constant("k"))
                        .to("tocsin:event?channel=note");
                from("tocsin:http?path=/broken").process(exchange -> {
                    throw new IllegalStateException("with a secret in it");
                });
            }
        });

        assertAnswer(house.door.post("/send", ""), 400, "body: is \\\"empty\\\", write a note");
        assertAnswer(house.door.post("/send", "x".repeat(101)), 413, "body: is too long, shorten it");
        house.queue.refuse(QueueRefusedException.Reason.FULL);
        assertAnswer(house.door.post("/send", "x"), 507, "queue: is FULL");
        house.queue.refuse(QueueRefusedException.Reason.NOT_READY);
        HttpReply notReady = house.door.post("/send", "x");
        assertAnswer(notReady, 503, "queue: is NOT_READY");
        assertThat(notReady.headers()).containsEntry("Retry-After", "1");
        List<HttpReply> broken = new ArrayList<>();
        String log = Log.of(() -> broken.add(house.door.post("/broken", "x")));
        assertThat(log)
                .contains("TOCSIN-ENGINE-004 route ", "java.lang.IllegalStateException")
                .doesNotContain("secret");
        assertAnswer(broken.get(0), 500, "agent: failed on this request, see TOCSIN-ENGINE-004 in its log");
        assertThat(broken.get(0).body().utf8()).doesNotContain("secret");
    }

    @Test
    public void aFailureIsWrittenInTheShapeThatThePathNames() throws Exception {
        house.routes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("tocsin:http?path=/plain&blocking=false&errors=plain")
                        .setProperty(TocsinProperties.KEY, constant("k"))
                        .to("tocsin:event?channel=note");
                from("tocsin:http?path=/unknown&blocking=false&errors=of-nobody")
                        .setProperty(TocsinProperties.KEY, constant("k"))
                        .to("tocsin:event?channel=note");
            }
        });

        assertThat(house.door.post("/plain", ""))
                .isEqualTo(HttpReply.json(400, "400 body: is \"empty\", write a note"));
        assertAnswer(house.door.post("/unknown", ""), 400, "body: is \\\"empty\\\", write a note");
    }

    @Test
    public void aBlockingRouteHasAThreadOfItsOwnAndAnotherRunsOnTheCallers() throws Exception {
        route("tocsin:http?path=/blocking", HttpEndpointTest::answerThread);
        route("tocsin:http?path=/quick&blocking=false", HttpEndpointTest::answerThread);

        assertThat(house.door.post("/blocking", "").body().utf8()).startsWith("tocsin-engine-http-");
        assertThat(house.door.post("/quick", "").body().utf8())
                .isEqualTo(Thread.currentThread().getName());
    }

    @Test
    public void requestsOverTheBoundAreToldToComeBack() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        route(
                "tocsin:http?path=/slow",
                exchange -> assertThat(hold.await(10, TimeUnit.SECONDS)).isTrue());
        route("tocsin:http?path=/quick&blocking=false", HttpEndpointTest::answerThread);

        List<CompletableFuture<HttpReply>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(house.door.ask(post("/slow")).toCompletableFuture());
        }

        HttpReply third = answers.get(2).get(10, TimeUnit.SECONDS);
        assertAnswer(third, 503, "agent: has too many requests under way, try again soon");
        assertThat(house.door.post("/quick", "").status())
                .as("a route that does not block needs no place")
                .isEqualTo(200);
        hold.countDown();
        assertThat(answers.get(0).get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertThat(answers.get(1).get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    @Test
    public void aStoppedRouteClosesItsPathAndEndsWhatIsUnderWay() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch hold = new CountDownLatch(1);
        house.routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("tocsin:http?path=/slow").routeId("slow").process(exchange -> {
                    entered.countDown();
                    assertThat(hold.await(10, TimeUnit.SECONDS)).isTrue();
                });
            }
        });
        CompletableFuture<HttpReply> answer = house.door.ask(post("/slow")).toCompletableFuture();
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> stop("slow"));
        await("path closed").until(() -> house.door.paths().isEmpty());
        hold.countDown();

        assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        stopped.get(10, TimeUnit.SECONDS);
    }

    @Test
    public void aWrongUriSaysWhatIsWrongAndWhatToDo() {
        assertWrong("tocsin:http", "path: is missing, give path=/send");
        assertWrong("tocsin:http?path=send", "path: must be made of /plain/names");
        assertWrong("tocsin:http?path=/a/", "path: must be made of /plain/names without a slash at the end");
        assertWrong("tocsin:http?path=//a", "path: must be made of /plain/names");
        assertWrong("tocsin:http?path=/{a}/{b}", "path: must be made of /plain/names");
        assertWrong("tocsin:http?path=/a&methods=GET,,POST", "methods: must be names of letters");
        assertWrong("tocsin:http?path=/a&methods=M-SEARCH", "methods: must be names of letters");
        assertWrong("tocsin:http?path=/a&credential=none", "credential: must be token or loopback");
        assertWrong("tocsin:http?path=/a&maxBody=1MB", "maxBody: is no number");
        assertWrong("tocsin:http?path=/a&maxBody=0", "maxBody: is not positive");
        assertWrong("tocsin:http?path=/a&blocking=maybe", "blocking: is neither true nor false");
        assertWrong("tocsin:http?path=/a&headers=CamelHttpUri", "headers: no name may be empty or begin with");
        assertWrong("tocsin:http?path=/a&query=TocsinKey", "query: no name may be empty or begin with");
    }

    @Test
    public void aRouteThatNeverBlocksGoesOnOnItsEventLoopAfterEveryCommit() throws Exception {
        List<String> threads = new CopyOnWriteArrayList<>();
        twoEvents("blocking=false", threads);
        ExecutorService loop = Executors.newSingleThreadExecutor(work -> new Thread(work, "loop"));
        try {
            CompletionStage<HttpReply> answer = CompletableFuture.supplyAsync(
                            () -> house.door.ask(post("/two"), loop), loop)
                    .thenCompose(it -> it);

            assertThat(answer.toCompletableFuture().get(10, TimeUnit.SECONDS).status())
                    .isEqualTo(200);
        } finally {
            loop.shutdownNow();
        }
        assertThat(threads).containsExactly("loop", "loop", "loop");
    }

    @Test
    public void aBlockingRouteKeepsOffTheEventLoop() throws Exception {
        List<String> threads = new CopyOnWriteArrayList<>();
        twoEvents("blocking=true", threads);

        CompletionStage<HttpReply> answer = house.door.ask(post("/two"), work -> {
            throw new AssertionError("nothing of it belongs there");
        });

        assertThat(answer.toCompletableFuture().get(10, TimeUnit.SECONDS).status())
                .isEqualTo(200);
        assertThat(threads).hasSize(3).allMatch(name -> name.startsWith("tocsin-engine-"));
    }

    @Test
    public void whenTheListenerIsClosedMeanwhileTheRouteComesToItsEndAllTheSame() throws Exception {
        List<String> threads = new CopyOnWriteArrayList<>();
        twoEvents("blocking=false", threads);

        CompletionStage<HttpReply> answer = house.door.ask(post("/two"), work -> {
            throw new RejectedExecutionException("closed");
        });

        assertThat(answer.toCompletableFuture().get(10, TimeUnit.SECONDS).status())
                .isEqualTo(200);
        assertThat(house.queue.events()).hasSize(2);
        assertThat(threads.get(2)).startsWith("tocsin-engine-event-");
    }

    @Test
    public void whoWaitsForAThreadOfAHangingRouteIsAnsweredWhenTheContextCloses() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        house.camel.getShutdownStrategy().setTimeout(1);
        Workers own = new Workers("own", 1, 5);
        house.camel.removeComponent(TocsinComponent.SCHEME);
        house.camel.addComponent(TocsinComponent.SCHEME, TocsinComponent.withOwnWorkers(house, own));
        route("tocsin:http?path=/hangs", exchange -> {
            begun.countDown();
            assertThat(hold.await(20, TimeUnit.SECONDS)).isTrue();
        });
        house.door.ask(post("/hangs"));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        CompletionStage<HttpReply> waits = house.door.ask(post("/hangs"));

        house.camel.stop();

        assertAnswer(
                waits.toCompletableFuture().get(1, TimeUnit.SECONDS),
                503,
                "agent: this path is being closed, try again soon");
        hold.countDown();
    }

    /** Notes the thread before, between and after two events. */
    private void twoEvents(String option, List<String> threads) throws Exception {
        Processor note = exchange -> threads.add(Thread.currentThread().getName());
        house.routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("tocsin:http?path=/two&" + option)
                        .setProperty(TocsinProperties.KEY, constant("k"))
                        .setBody(constant("a note"))
                        .process(note)
                        .to("tocsin:event?channel=note")
                        .process(note)
                        .to("tocsin:event?channel=note")
                        .process(note);
            }
        });
    }

    private void route(String uri, Processor processor) throws Exception {
        house.routes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).process(processor);
            }
        });
    }

    private void stop(String id) {
        try {
            house.camel.getRouteController().stopRoute(id);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void get(HttpRequest request) throws Exception {
        house.door.ask(request).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static HttpRequest post(String path) {
        return new HttpRequest("POST", path, null, Map.of(), Map.of(), Body.of(""));
    }

    private static void answerThread(Exchange exchange) {
        exchange.getMessage().setBody(Thread.currentThread().getName());
    }

    private static void assertAnswer(HttpReply reply, int status, String error) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.contentType()).isEqualTo("application/json");
        assertThat(reply.body().utf8()).isEqualTo("{\"errors\":[\"" + error + "\"]}");
    }

    private void assertWrong(String uri, String message) {
        assertThatThrownBy(() -> house.camel.getEndpoint(uri)).rootCause().hasMessageContaining(message);
    }
}
