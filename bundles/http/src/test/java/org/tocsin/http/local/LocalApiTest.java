// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.HealthPart;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Lane;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.http.Caller;
import org.tocsin.http.Caller.Answer;
import org.tocsin.http.Doorway;
import org.tocsin.http.Log;

/** The local API as a client meets it: a real listener, the real routes and endpoints. */
public final class LocalApiTest {

    private static final String KEY_A = "a".repeat(32);
    private static final String KEY_B = "b".repeat(32);
    private static final int WORKERS = 4;
    private static final int WAITING = 8;

    private final Doorway doorway = new Doorway(LocalApi.PATHS.toArray(new String[0]));
    private final SmallApi api = new SmallApi(doorway, WORKERS, WAITING);

    @Rule
    public final RuleChain open = RuleChain.outerRule(doorway).around(api);

    private final SmallQueue queue = api.queue;
    private final Spine spine = api.spine;
    private final HealthBoard board = api.board;
    private final List<Map<String, Object>> headersInRoutes = api.headersInRoutes;

    @Test
    public void anEventIsAnsweredWithItsKeyAfterTheQueueHasIt() {
        try (Caller caller = doorway.call()) {
            Answer answer = caller.post(
                            "/send", KEY_A + " \u00e4 {\"n\": 12345678901234567890}", "Pd-Event-Version: v2")
                    .answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"key\":\"5701e000000000000000000000000001\"}");
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
            assertThat(queue.events.get(0).body().utf8()).isEqualTo(KEY_A + " \u00e4 {\"n\": 12345678901234567890}");
        }
    }

    @Test
    public void moreSendersThanThreadsGetInAndWaitForTheCommitWhileEveryThreadIsBusy() throws Exception {
        CountDownLatch busy = new CountDownLatch(WORKERS);
        CountDownLatch release = new CountDownLatch(1);
        queue.asked = () -> {
            busy.countDown();
            assertThat(await(release)).isTrue();
        };
        CompletableFuture<Void> commit = new CompletableFuture<>();
        queue.commit = commit;
        List<Caller> callers = new ArrayList<>();
        try {
            for (int i = 0; i < WORKERS; i++) {
                callers.add(get(doorway.call(), "/lanes"));
            }
            assertThat(await(busy)).as("every thread is in a route that blocks").isTrue();
            int senders = WORKERS + WAITING + 1;
            for (int i = 0; i < senders; i++) {
                callers.add(doorway.call().post("/send", KEY_A + " x"));
            }

            Awaitility.await("a sender needs no thread")
                    .atMost(Duration.ofSeconds(3))
                    .untilAsserted(() -> assertThat(queue.events).hasSize(senders));
            commit.complete(null);
            for (Caller sender : callers.subList(WORKERS, callers.size())) {
                assertThat(sender.answer().status()).isEqualTo(200);
            }
            release.countDown();
            for (Caller blocked : callers.subList(0, WORKERS)) {
                assertThat(blocked.answer().status()).isEqualTo(200);
            }
        } finally {
            release.countDown();
            callers.forEach(Caller::close);
        }
    }

    @Test
    public void theHeaderNamesTheFormatAndWithoutItTheTextDoes() {
        try (Caller caller = doorway.call()) {
            for (String version : new String[] {"v1", "v2", "change"}) {
                assertThat(caller.post("/send", "k x", "pd-event-version: " + version)
                                .answer()
                                .status())
                        .isEqualTo(200);
            }
            assertThat(caller.post("/send", "k x").answer().status()).isEqualTo(200);
            assertThat(queue.events).extracting("format").containsExactly("v1", "v2", "change", "inferred");
        }
    }

    @Test
    public void whatTheSenderDidWrongIsSaidWithFieldAndRemedy() {
        try (Caller caller = doorway.call()) {
            answers(
                    caller.post("/send", "k x", "Pd-Event-Version: v3"),
                    400,
                    "{\"errors\":[\"Pd-Event-Version: must be v1, v2 or change, or left out\"]}");
            answers(caller.post("/send", ""), 400, "{\"errors\":[\"payload.summary: is \\\"missing\\\", give one\"]}");
            answers(caller.post("/send", "huge"), 413, "{\"errors\":[\"body: is over 512 KB, send less\"]}");
            Answer put =
                    caller.send("PUT /send HTTP/1.1\r\nHost: localhost\r\n\r\n").answer();
            assertThat(put.status()).isEqualTo(405);
            assertThat(put.header("Allow")).isEqualTo("POST");
            answers(
                    caller.post("/send", "x".repeat((1 << 20) + 1)),
                    413,
                    "{\"errors\":[\"body: is larger than 1048576 bytes, send less\"]}");
            assertThat(queue.events).isEmpty();
        }
    }

    @Test
    public void aFullQueueIs507AndAMissingOneIs503() {
        try (Caller caller = doorway.call()) {
            queue.refusal = new QueueRefusedException(QueueRefusedException.Reason.FULL, "queue: is full, deliver");
            answers(caller.post("/send", "k x"), 507, "{\"errors\":[\"queue: is full, deliver\"]}");
            queue.refusal = new QueueRefusedException(QueueRefusedException.Reason.NOT_READY, "queue: stops, wait");
            Answer later = caller.post("/send", "k x").answer();
            assertThat(later.status()).isEqualTo(503);
            assertThat(later.header("Retry-After")).isEqualTo("1");

            spine.unbindQueue(queue);
            for (String path : new String[] {"/queue/status", "/lanes"}) {
                assertThat(caller.get(path, "Authorization: token " + Doorway.TOKEN)
                                .answer()
                                .status())
                        .as(path)
                        .isEqualTo(503);
            }
            assertThat(caller.post("/queue/retry", "").answer().status()).isEqualTo(503);
        }
    }

    @Test
    public void theStatusHasTheOriginalsShape() {
        try (Caller caller = doorway.call()) {
            answers(get(caller, "/queue/status"), 200, "{\"status_items\":[]}");

            caller.post("/send", KEY_A + " x").answer();
            caller.post("/send", KEY_A + " y").answer();
            queue.addDead(new Lane("pagerduty", KEY_B), 4);
            queue.addDead(new Lane("teams", "other"), 1);

            answers(
                    get(caller, "/queue/status?rk=" + KEY_A),
                    200,
                    "{\"status_items\":[{\"routing_key\":\"" + KEY_A + "\",\"pending\":2,\"success\":7,\"error\":0}]}");
            assertThat(get(caller, "/queue/status").answer().body())
                    .contains(KEY_A, "{\"routing_key\":\"" + KEY_B + "\",\"pending\":0,\"success\":7,\"error\":4}")
                    .doesNotContain("other");
            answers(get(caller, "/queue/status?rk=unknown"), 200, "{\"status_items\":[]}");
        }
    }

    @Test
    public void aRetryPutsBackWhatWasChosenAndCountsThat() {
        queue.addDead(new Lane("pagerduty", KEY_A), 2);
        queue.addDead(new Lane("pagerduty", KEY_B), 3);
        queue.addDead(new Lane("teams", "other"), 9);
        try (Caller caller = doorway.call()) {
            answers(caller.post("/queue/retry?rk=" + KEY_A, ""), 200, "{\"message\":\"Retrying 2 events.\"}");
            answers(caller.post("/queue/retry?rk=", ""), 200, "{\"message\":\"Retrying 3 events.\"}");
            answers(caller.post("/queue/retry", ""), 200, "{\"message\":\"Retrying 0 events.\"}");
        }
    }

    @Test
    public void theLanesAreShownWithoutTheirKeys() {
        queue.addDead(new Lane("pagerduty", KEY_A), 2);
        try (Caller caller = doorway.call()) {
            answers(
                    get(caller, "/lanes"),
                    200,
                    "{\"lanes\":[{\"id\":\"" + new Lane("pagerduty", KEY_A).id()
                            + "\",\"channel\":\"pagerduty\",\"state\":\"BACKING_OFF\",\"waiting\":0,\"delivered\":7,"
                            + "\"dead\":2,\"dropped\":0,\"oldestAccepted\":\"1970-01-01T00:00:00Z\",\"attempts\":3,"
                            + "\"lastError\":\"503 \\\"later\\\"\",\"nextTry\":null,\"perMinute\":118.3,"
                            + "\"drain\":\"PT1M30S\"}]}");
        }
    }

    @Test
    public void theAgentIsReadyWhenAllThatMattersIs() {
        try (Caller caller = doorway.call()) {
            assertThat(caller.get("/health").answer().status()).isEqualTo(503);
            Answer missing = caller.get("/health/ready").answer();
            assertThat(missing.status()).isEqualTo(503);
            assertThat(missing.body())
                    .startsWith("{\"state\":\"FAILED\",\"parts\":[")
                    .contains("{\"part\":\"queue\",\"state\":\"FAILED\",\"text\":\"starting or missing\"}");
            answers(caller.get("/health/live"), 200, "{\"state\":\"LIVE\"}");

            for (String part : new String[] {"queue", "queue-memory", "http", "engine"}) {
                board.bindPart(part(part, State.READY));
            }
            assertThat(caller.get("/health/ready").answer().body()).startsWith("{\"state\":\"READY\"");
            Answer health = caller.get("/health").answer();
            assertThat(health.body()).isEqualTo("OK");
            assertThat(health.header("Content-Type")).startsWith("text/plain");

            api.spine.unbindFormat(api.format);
            assertThat(caller.get("/health/ready").answer().body())
                    .as("no event is taken yet")
                    .startsWith("{\"state\":\"DEGRADED\"")
                    .contains("{\"part\":\"send\",\"state\":\"DEGRADED\",\"text\":\"takes no event, channel pagerduty");
            api.spine.bindFormat(api.format);

            HealthPart broken = part("pagerduty", State.FAILED);
            board.bindPart(broken);
            Answer degraded = caller.get("/health/ready").answer();
            assertThat(degraded.status()).isEqualTo(200);
            assertThat(degraded.body()).startsWith("{\"state\":\"DEGRADED\"");
            answers(caller.get("/health"), 200, "OK");
            board.unbindPart(broken);

            HealthPart store = part("queue-memory", State.FAILED);
            board.bindPart(store);
            assertThat(caller.get("/health/ready").answer().status())
                    .as("any store that takes no event")
                    .isEqualTo(503);
            board.unbindPart(store);
            assertThat(caller.get("/health/ready").answer().status()).isEqualTo(200);

            board.bindPart(part("queue", State.FAILED));
            assertThat(caller.get("/health/ready").answer().status()).isEqualTo(503);
        }
    }

    @Test
    public void theCommandLineIsServed() {
        try (Caller caller = doorway.call()) {
            String event = "-k\0" + "K".repeat(32) + "\0-t\0trigger\0-d\0disk full\0-i\0disk/1\0";
            Answer answer = caller.post("/cli/pd-send", "8 none any\0" + event).answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(answer.body()).startsWith("0\u001e").contains("Event processed. Incident Key:");
            assertThat(queue.events).singleElement().satisfies(queued -> {
                assertThat(queued.body().utf8()).contains("disk full");
                assertThat(queued.format()).isEqualTo("v1");
            });

            queue.refusal = new QueueRefusedException(QueueRefusedException.Reason.FULL, "queue: is full, deliver");
            assertThat(caller.post("/cli/pd-send", "8 none any\0" + event)
                            .answer()
                            .body())
                    .startsWith("1\u001e")
                    .contains("queue: is full");
            assertThat(caller.post("/cli/pdagent", "2 none any\0queue\0status\0")
                            .answer()
                            .body())
                    .startsWith("0\u001e")
                    .contains("status_items");
            assertThat(caller.post("/cli/tocsin", "1 none any\0status\0")
                            .answer()
                            .body())
                    .contains("starting or missing");
            assertThat(caller.post("/cli/no-such-word", "0 none any\0").answer().body())
                    .doesNotStartWith("0");
            assertThat(caller.post("/cli/pd-send", "nonsense").answer().status())
                    .isEqualTo(400);
        }
    }

    @Test
    public void theCommandLineSendsByTheChannelItNamesWhenThatIsThere() {
        String trigger = "6 none any\0trigger\0--channel\0slack\0-k\0ops\0disk full\0";
        try (Caller caller = doorway.call()) {
            assertThat(caller.post("/cli/tocsin", trigger).answer().body())
                    .startsWith("1\u001e")
                    .contains("channel: slack is not there yet");

            api.spine.bindFormat(new EventFormat() {
                @Override
                public String channel() {
                    return "slack";
                }

                @Override
                public Event read(Body text, @Nullable String format, @Nullable String key) {
                    return new Event(new Lane("slack", "ops"), String.valueOf(format), text, "dedup-2");
                }
            });
            assertThat(caller.post("/cli/tocsin", trigger).answer().body())
                    .startsWith("0\u001e")
                    .contains("dedup-2");
            assertThat(queue.events).singleElement().satisfies(queued -> {
                assertThat(queued.lane()).isEqualTo(new Lane("slack", "ops"));
                assertThat(queued.body().utf8()).contains("\"routing_key\":\"ops\"", "disk full");
            });
        }
    }

    @Test
    public void everythingButHealthNeedsTheToken() {
        try (Caller caller = doorway.call()) {
            for (String path : new String[] {"/queue/status", "/lanes"}) {
                assertThat(caller.get(path).answer().status()).as(path).isEqualTo(401);
            }
            for (String path : new String[] {"/send", "/queue/retry", "/cli/pd-send"}) {
                caller.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
                assertThat(caller.answer().status()).as(path).isEqualTo(401);
            }
        }
    }

    @Test
    public void noRequestHeaderOfAnyCaseEntersARouteOrComesBack() {
        String[] hostile = {
            "CamelHttpUri: http://evil.example",
            "camelhttpresponsecode: 418",
            "CAMELFILENAME: x",
            "TocsinKey: stolen",
            "tocsinhttpstatus: 418",
            "X-Mine: 1"
        };
        try (Caller caller = doorway.call()) {
            Answer answer = caller.post("/send?CamelHttpUri=x&TocsinHttpStatus=418", KEY_A + " x", hostile)
                    .answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.head().toLowerCase(java.util.Locale.ROOT)).doesNotContain("camel", "evil", "mine");
            assertThat(headersInRoutes)
                    .isNotEmpty()
                    .allSatisfy(headers -> assertThat(headers).isEmpty());
            assertThat(queue.events.get(0).lane().key()).isEqualTo(KEY_A);
        }
    }

    @Test
    public void neitherTokenNorKeyIsInTheLog() throws Exception {
        String log = Log.of(() -> {
            try (Caller caller = doorway.call()) {
                caller.post("/send", KEY_A + " x").answer();
                caller.post("/send", "bad " + KEY_A).answer();
                caller.post("/queue/retry?rk=" + KEY_A, "").answer();
                get(caller, "/queue/status?rk=" + KEY_A).answer();
                caller.send("GET /lanes HTTP/1.1\r\nHost: localhost\r\nAuthorization: token x" + Doorway.TOKEN
                                + "\r\n\r\n")
                        .answer();
                return caller.send("Authorization: token " + Doorway.TOKEN + "\r\n\r\n")
                        .answer();
            }
        });
        assertThat(log).doesNotContain(Doorway.TOKEN, KEY_A);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(4, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Caller get(Caller caller, String path) {
        return caller.get(path, "Authorization: token " + Doorway.TOKEN);
    }

    private static void answers(Caller caller, int status, String body) {
        Answer answer = caller.answer();
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    public void aRepeatOfASubmissionIsAnsweredAsTheFirst() {
        try (Caller caller = doorway.call()) {
            String name = "Idempotency-Key: 0123456789abcdef0123456789abcdef";
            Answer first = caller.post("/send", KEY_A + " x", name).answer();
            Answer repeat = caller.post("/send", KEY_A + " x", name).answer();
            Answer other =
                    caller.post("/send", KEY_A + " x", "idempotency-key: other").answer();

            assertThat(first.status()).isEqualTo(200);
            assertThat(repeat.body()).isEqualTo(first.body()).isNotEqualTo(other.body());
            assertThat(queue.events).hasSize(2);

            String cli = "8 none any\0-k\0" + "K".repeat(32) + "\0-t\0trigger\0-d\0disk full\0-i\0disk/1\0";
            for (int i = 0; i < 2; i++) {
                assertThat(caller.post("/cli/pd-send", cli, name).answer().body())
                        .startsWith("0\u001e");
            }
            assertThat(queue.events).as("the command line likewise").hasSize(3);
        }
    }

    @Test
    public void aSubmissionIdThatIsNoneIsNamedWithTheRemedy() {
        try (Caller caller = doorway.call()) {
            for (String wrong : new String[] {"two words", "x".repeat(65), "\u00e4"}) {
                answers(
                        caller.post("/send", KEY_A + " x", "Idempotency-Key: " + wrong),
                        400,
                        "{\"errors\":[\"Idempotency-Key: must have 1 to 64 printable ASCII characters without blanks,"
                                + " or be left out\"]}");
            }
            assertThat(queue.events).isEmpty();
        }
    }

    @Test
    public void aPartThatThrowsIsDegradedAndHidesNoOther() {
        for (String part : new String[] {"queue", "queue-derby", "http", "engine"}) {
            board.bindPart(part(part, State.READY));
        }
        board.bindPart(new HealthPart() {
            @Override
            public String part() {
                return "visitor";
            }

            @Override
            public Health health() {
                throw new IllegalStateException("with a secret in it");
            }
        });
        try (Caller caller = doorway.call()) {
            Answer answer = caller.get("/health/ready").answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body())
                    .startsWith("{\"state\":\"DEGRADED\"")
                    .contains("{\"part\":\"visitor\",\"state\":\"DEGRADED\","
                            + "\"text\":\"cannot tell how it is: java.lang.IllegalStateException\"}")
                    .doesNotContain("secret");
        }
    }

    private static HealthPart part(String name, State state) {
        return new HealthPart() {
            @Override
            public String part() {
                return name;
            }

            @Override
            public Health health() {
                return new Health(state, "fine");
            }
        };
    }
}
