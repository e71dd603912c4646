// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.api.Adapter;
import org.tocsin.api.Body;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.PluginStatus;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.api.QueueRefusedException.Reason;
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
    private final Workers workers = new Workers(2, 4);
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @Before
    public void startRoutes() throws Exception {
        spine.bindQueue(queue);
        spine.bindControl(queue);
        camel.addComponent("tocsin", new TocsinComponent(new House(), workers));
        camel.addRoutes(new IntegrationRoutes(spine, adapters, new Inputs(spine, adapters, plugins)));
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
    public void anAdapterThatIsNotThereIsSaidAndTheToolTriesAgain() {
        Answer answer = post("/integrations/nosuch", KEY + " one");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"errors\":[\"adapter: nosuch is not there, install its plugin or correct the name; there are"
                                + " [lines]\"]}");
    }

    @Test
    public void whatIsForAnAdapterOfTheProductWaitsForItAsItCame() {
        spine.bindFormat(new InputFormat());
        plugins.bindControl(() -> List.of(new PluginStatus(
                "tocsin-nagios", "1", PluginStatus.Origin.REPOSITORY, false, false, PluginStatus.State.AVAILABLE, "")));

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
        assertThat(post("/integrations/nagois", "one").status())
                .as("a name that nobody offers")
                .isEqualTo(503);
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
