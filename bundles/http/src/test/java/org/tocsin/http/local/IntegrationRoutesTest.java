// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.api.Adapter;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Body;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.EventState;
import org.tocsin.api.InputRoom;
import org.tocsin.api.Lane;
import org.tocsin.api.PluginControl;
import org.tocsin.api.PluginControl.Offer;
import org.tocsin.api.PluginStatus;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.QueueRefusedException.Reason;
import org.tocsin.api.Translation;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.engine.component.Doors;
import org.tocsin.engine.component.TocsinComponent;
import org.tocsin.engine.component.Workers;
import org.tocsin.http.Caller;
import org.tocsin.http.Caller.Answer;
import org.tocsin.http.Doorway;

/** {@code POST /integrations/{adapter}} with real endpoints; the adapter makes an event of each line. */
public final class IntegrationRoutesTest {

    private static final String KEY = "A".repeat(32);

    @Rule
    public final Doorway doorway = new Doorway(LocalApi.INTEGRATIONS);

    private final SmallQueue queue = new SmallQueue();
    private final Spine spine = new Spine(Duration.ofMillis(300), System::nanoTime);
    private final Adapters adapters = new Adapters();
    private final PluginBook plugins = new PluginBook();
    private final InputRoom room = new InputRoom(82L << 20);
    private final Workers workers = new Workers(8, 8);
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @Before
    public void startRoutes() throws Exception {
        spine.bindQueue(queue);
        spine.bindControl(queue);
        camel.addComponent("tocsin", new TocsinComponent(new House(), workers));
        camel.addRoutes(new IntegrationRoutes(spine, new Inputs(spine, adapters, plugins, room)));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("tocsin:adapter?name=lines").routeId("lines").process(exchange -> {
                    List<String> lines = Arrays.asList(
                            exchange.getMessage().getBody(String.class).split("\n", -1));
                    exchange.getMessage().setBody(lines.equals(List.of("nothing")) ? List.of() : lines);
                });
            }
        });
        camel.start();
    }

    @After
    public void stopRoutes() {
        camel.stop();
        workers.close();
    }

    @Test
    public void whatAToolSendsIsOnTheQueueInItsOrder() {
        Answer answer = post("/integrations/lines", KEY + " one\n" + KEY + " two");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"events\":[{\"key\":\"" + SmallQueue.keyOf(1) + "\",\"dedup_key\":\"dedup-1\"},{\"key\":\""
                                + SmallQueue.keyOf(2) + "\",\"dedup_key\":\"dedup-1\"}]}");
        assertThat(bodies()).containsExactly(KEY + " one", KEY + " two");
    }

    @Test
    public void theKeyMayStandBesideTheText() {
        assertThat(post("/integrations/lines", " one", "X-Routing-Key: " + KEY).status())
                .isEqualTo(202);

        assertThat(queue.events)
                .singleElement()
                .returns(KEY, event -> event.lane().key());
    }

    @Test
    public void aBadPartIsToldAndTheOthersAreKept() {
        Answer answer = post("/integrations/lines", KEY + " one\nbad\n" + KEY + " three");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).endsWith("],\"errors\":[\"2: payload.summary: is \\\"missing\\\", give one\"]}");
        assertThat(bodies()).containsExactly(KEY + " one", KEY + " three");
    }

    @Test
    public void whatIsAllBadIsRefusedAndWhatIsNotWorthAnEventIsNot() {
        Answer bad = post("/integrations/lines", "bad\nhuge");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.body())
                .isEqualTo("{\"errors\":[\"payload.summary: is \\\"missing\\\", give one (and 1 more)\"]}");
        assertThat(post("/integrations/lines", "huge").status()).isEqualTo(413);

        Answer nothing = post("/integrations/lines", "nothing");
        assertThat(nothing.status()).isEqualTo(200);
        assertThat(nothing.body()).isEqualTo("{\"events\":[]}");
        assertThat(queue.events).isEmpty();
    }

    @Test
    public void aDryRunShowsTheEventsAndSendsNothing() {
        Answer answer = post("/integrations/lines?dry-run=true", KEY + " one");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .matches("\\{\"events\":\\[\\{\"channel\":\"pagerduty\",\"lane\":\"pd-[0-9a-f]{12}\","
                        + "\"format\":\"inferred\",\"dedup_key\":\"dedup-1\",\"body\":\"\\*\\*\\* one\"}]}");
        assertThat(queue.events).isEmpty();
        assertThat(post("/integrations/lines?dry-run=yes", KEY + " one").body())
                .isEqualTo("{\"errors\":[\"dry-run: is neither true nor false, say true or leave it out\"]}");
    }

    @Test
    public void aNameThatNobodyHasIsOneLineAndNothingIsKeptForIt() {
        spine.bindFormat(new InputFormat());
        offer(new Offer("tocsin-nagios", false));
        for (String query : List.of("", "?dry-run=true")) {
            Answer answer = post("/integrations/slack" + query, KEY + " one");

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.header("Retry-After")).isEmpty();
            assertThat(answer.body())
                    .isEqualTo("{\"errors\":[\"adapter: there is no slack, only lines: correct the name or install its"
                            + " plugin\"]}");
        }
        assertThat(post("/integrations/" + "n".repeat(2_000), "one").body())
                .isEqualTo("{\"errors\":[\"adapter: there is no adapter of that name, only lines: correct the name or"
                        + " install its plugin\"]}");
        assertThat(queue.events).isEmpty();
    }

    @Test
    public void whileAnAdapterMayStillComeTheToolTriesAgain() {
        spine.bindFormat(new InputFormat());
        Answer unknown = post("/integrations/mdadm", KEY + " one");
        assertThat(unknown.status()).as("nobody knows the plugins yet").isEqualTo(503);
        assertThat(unknown.header("Retry-After")).isEqualTo("1");

        plugins.bindControl(() -> List.of(new PluginStatus(
                "mdadm.jar", "", PluginStatus.Origin.DEPLOY, true, false, PluginStatus.State.WAITING, "")));
        assertThat(post("/integrations/mdadm", KEY + " one").status())
                .as("what lies in deploy/ has not come yet")
                .isEqualTo(503);

        offer(new Offer("tocsin-nagios", false));
        assertThat(post("/integrations/mdadm", KEY + " one").status()).isEqualTo(404);
        Adapter mdadm = new Adapter() {
            @Override
            public String name() {
                return "mdadm";
            }

            @Override
            public Translation translate(AdapterInput input) {
                return new Translation(List.of(), List.of());
            }
        };
        adapters.bindAdapter(mdadm, Map.of());
        assertThat(post("/integrations/mdadm", KEY + " one").status()).isEqualTo(200);
        adapters.unbindAdapter(mdadm);
        assertThat(post("/integrations/mdadm", KEY + " one").status())
                .as("it is being replaced")
                .isEqualTo(503);
        assertThat(queue.events).isEmpty();
    }

    @Test
    public void whatIsForAnAdapterThatAPluginBringsWaitsForItAsItCame() {
        spine.bindFormat(new InputFormat());
        offer(new Offer("tocsin-nagios", false));

        Answer answer = post("/integrations/nagios", "one", "X-Routing-Key: " + KEY, "Idempotency-Key: n");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body())
                .isEqualTo("{\"events\":[],\"key\":\"" + SmallQueue.keyOf(1)
                        + "\",\"waits\":\"the adapter nagios is not there: it is kept, and goes out when the plugin"
                        + " tocsin-nagios is; add that to TOCSIN_PLUGINS or etc/org.tocsin.plugins.cfg\"}");
        assertThat(queue.events).singleElement().satisfies(event -> {
            assertThat(event.lane()).isEqualTo(new Lane("adapter", "nagios/" + KEY));
            assertThat(event.body().utf8())
                    .isEqualTo("{\"adapter\":\"nagios\",\"submission\":\"n\",\"parameters\":{},\"text\":\"one\"}");
        });
        assertThat(post("/integrations/nagios?dry-run=true", "one").body())
                .isEqualTo("{\"errors\":[\"adapter: nagios is not there: add tocsin-nagios to TOCSIN_PLUGINS or"
                        + " etc/org.tocsin.plugins.cfg\"]}");
    }

    @Test
    public void ofAPluginThatIsInstalledAndDoesNotRunItIsSaidWhereToLook() {
        spine.bindFormat(new InputFormat());
        offer(new Offer("tocsin-nagios", true));

        assertThat(post("/integrations/nagios", "one").body())
                .contains("\"waits\":\"the adapter nagios does not run, though its plugin tocsin-nagios is installed:"
                        + " it is kept, and goes out when that runs; the line engine of 'tocsin status' says why\"");
    }

    private void offer(Offer nagios) {
        plugins.bindControl(new PluginControl() {
            @Override
            public List<PluginStatus> plugins() {
                return List.of(new PluginStatus(
                        "tocsin-slack", "1", PluginStatus.Origin.PRODUCT, true, true, PluginStatus.State.ACTIVE, ""));
            }

            @Override
            public Map<String, Offer> adapters() {
                return Map.of("nagios", nagios);
            }
        });
    }

    @Test
    public void hugeInputsOfWhateverShapeAreRefusedBeforeTheyAreRead() throws Exception {
        String lines = "name:n\nid:1\nstatus:PROBLEM\nhostname:h\nx:" + "a\n".repeat(1_300_000);
        StringBuilder macros = new StringBuilder("{\"NOTIFICATIONTYPE\":\"PROBLEM\"");
        for (int i = 0; i < 230_000; i++) {
            macros.append(",\"a").append(i).append("\":{}");
        }
        String json = macros.append('}').toString();
        for (String text : List.of(lines, json)) {
            // the listener itself holds no more than a few of them
            assertThat(atOnce(4, text)).extracting(Answer::status).isSubsetOf(413, 503);
            Answer alone = post("/integrations/lines", text);
            assertThat(alone.status()).isEqualTo(413);
            assertThat(alone.body()).contains("body: of ", " parts that it takes ", " MB to read it");
        }
        assertThat(queue.events).isEmpty();
    }

    @Test
    public void largeInputsAreReadAFewAtATimeAndNoneThatIsAcceptedIsLost() throws Exception {
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        int accepted = 0;
        adapters.bindAdapter(
                new Adapter() {
                    @Override
                    public String name() {
                        return "large";
                    }

                    @Override
                    public Translation translate(AdapterInput input) {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        int size = input.body().size();
                        now.decrementAndGet();
                        return new Translation(
                                List.of(new Event(new Lane("pagerduty", KEY), "v2", Body.of("" + size), null)),
                                List.of());
                    }
                },
                Map.of());

        // 4 of 4 MB take 36 MB each, and there are 82
        for (Answer answer : atOnce(4, "/integrations/large", "x".repeat(4_000_000))) {
            assertThat(answer.status()).isIn(202, 503);
            if (answer.status() == 202) {
                accepted++;
            } else {
                assertThat(answer.header("Retry-After")).isEqualTo("1");
            }
        }

        assertThat(most.get()).isBetween(1, 2);
        assertThat(accepted).isPositive();
        assertThat(queue.events).hasSize(accepted);
        room.take(82L << 20, Duration.ZERO).close();
    }

    private List<Answer> atOnce(int count, String text) throws Exception {
        return atOnce(count, "/integrations/lines", text);
    }

    private List<Answer> atOnce(int count, String path, String text) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(count);
        try {
            List<Answer> answers = new ArrayList<>();
            Callable<Answer> call = () -> post(path, text);
            for (Future<Answer> answer : callers.invokeAll(Collections.nCopies(count, call))) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            callers.shutdown();
        }
    }

    @Test
    public void aDryRunNeedsNoKey() {
        Answer answer = post("/integrations/lines?dry-run=true", " one");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"events\":[{\"channel\":\"pagerduty\",\"lane\":\"-\",\"format\":\"inferred\","
                        + "\"dedup_key\":\"dedup-1\",\"body\":\"*** one\"}],\"key_is_missing\":true}");
        assertThat(post("/integrations/lines?dry-run=true", " one\n two\nbad").body())
                .contains(
                        "\"*** one\"", "\"*** two\"", "\"errors\":[\"3: payload.summary: ", "\"key_is_missing\":true");
        assertThat(post("/integrations/lines?dry-run=true", "bad").status()).isEqualTo(400);
        assertThat(post("/integrations/lines?dry-run=true", " one", "X-Routing-Key: " + KEY)
                        .body())
                .doesNotContain("key_is_missing")
                .contains("\"lane\":\"pd-");
        assertThat(queue.events).isEmpty();
    }

    @Test
    public void whatComesWhileOthersWaitForTheAdapterGoesBehindThem() {
        spine.bindFormat(new InputFormat());
        queue.add(
                new Event(new Lane("adapter", "lines/" + KEY), "lines", Body.of("{}"), null), EventState.WAITING, null);

        Answer behind = post("/integrations/lines", KEY + " two", "X-Routing-Key: " + KEY);
        Answer other = post("/integrations/lines", KEY + " three");

        assertThat(behind.body()).contains("others wait before it for the adapter lines");
        assertThat(other.body()).contains("\"dedup_key\"");
        assertThat(queue.events).extracting(event -> event.lane().channel()).containsExactly("adapter", "pagerduty");
    }

    /** As the room of adapters reads what waits. */
    private static final class InputFormat implements EventFormat {
        @Override
        public String channel() {
            return "adapter";
        }

        @Override
        public Event read(Body text, @Nullable String format, @Nullable String key) {
            return new Event(
                    new Lane(channel(), format + "/" + (key == null ? "" : key)), String.valueOf(format), text, null);
        }
    }

    @Test
    public void aRepeatUnderTheSameNameIsKeptOnceEachPartOfIt() {
        String text = KEY + " one\n" + KEY + " two";
        String first = post("/integrations/lines", text, "Idempotency-Key: n").body();

        assertThat(post("/integrations/lines", text, "Idempotency-Key: n").body())
                .isEqualTo(first);
        assertThat(bodies()).containsExactly(KEY + " one", KEY + " two");
        String longest = "n".repeat(64);
        post("/integrations/lines", text, "Idempotency-Key: " + longest);
        post("/integrations/lines", text, "Idempotency-Key: " + longest);
        assertThat(queue.events).hasSize(4);
    }

    @Test
    public void aFullQueueIsToldAsSuch() {
        queue.refusal = new QueueRefusedException(Reason.FULL, "queue: is full, wait");

        assertThat(post("/integrations/lines", KEY + " one").status()).isEqualTo(507);
    }

    @Test
    public void whatWasKeptOfAToolsEventsBeforeOneWasRefusedIsNamed() {
        queue.taking = () -> {
            if (queue.events.size() == 2) {
                queue.refusal = new QueueRefusedException(Reason.FULL, "queue: is full, wait");
            }
        };

        Answer answer = post("/integrations/lines", KEY + " one\n" + KEY + " two\n" + KEY + " three");

        assertThat(answer.status()).isEqualTo(507);
        assertThat(answer.body())
                .isEqualTo("{\"errors\":[\"queue: is full, wait; the first 2 of 3 events are kept ("
                        + SmallQueue.keyOf(1) + ", " + SmallQueue.keyOf(2)
                        + "), send it again under the same Idempotency-Key, else only the rest\"]}");
    }

    @Test
    public void aQueueThatDoesNotAnswerInTimeHasNotSaidThatNothingIsKept() {
        queue.commit = new CompletableFuture<>();

        Answer answer = post("/integrations/lines", KEY + " one");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.header("Retry-After")).isEmpty();
        assertThat(answer.body()).contains("queue: is late, and it is not known whether it was done;");
    }

    @Test
    public void aKeyThatIsSpelledInAnotherWayIsNotShownInADryRunEither() {
        // not a letter of the key stands in the text as it is
        Answer answer = post("/integrations/lines?dry-run=true", "{\"key\":\"" + "\\u004B".repeat(32) + "\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("(not shown: it spells the key").doesNotContain("u004B");
    }

    private List<String> bodies() {
        return queue.events.stream().map(event -> event.body().utf8()).toList();
    }

    private Answer post(String path, String body, String... headers) {
        try (Caller caller = doorway.call()) {
            byte[] bytes = Body.of(body).toBytes();
            StringBuilder head = new StringBuilder("POST " + path
                    + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: token " + Doorway.TOKEN + "\r\nContent-Length: "
                    + bytes.length + "\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            return caller.send(head.append("\r\n").toString()).send(bytes).answer();
        }
    }

    private final class House implements Doors {
        @Override
        public EventQueue queue() {
            return queue;
        }

        @Override
        public EventFormat format(String channel) {
            return new WordFormat();
        }

        @Override
        public Lease openPath(String door, HttpDoor.PathSpec spec, HttpDoor.Handler handler) {
            return doorway.door().open(spec, handler)::close;
        }

        @Override
        public Lease offer(DeliveryChannel channel) {
            throw new AssertionError("nothing is delivered here");
        }

        @Override
        public Lease offer(Adapter adapter, String routeId) {
            adapters.bindAdapter(adapter, Map.of(Adapter.ROUTE, routeId));
            return () -> adapters.unbindAdapter(adapter);
        }
    }
}
