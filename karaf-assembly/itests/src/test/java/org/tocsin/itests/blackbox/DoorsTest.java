// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.sandbox.Bytes;
import org.tocsin.sandbox.Failure;
import org.tocsin.sandbox.Plan;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.Sandbox;

/** Every door of the local API, as curl knocks at it, with what then comes out on the other side. */
public class DoorsTest {

    @ClassRule
    public static final Served SERVED = new Served();

    private static final Agent AGENT = SERVED.agent();

    @Rule
    public final TestRule each = SERVED.eachTest();

    private final Sandbox sandbox = SERVED.sandbox().get();
    private final Api api = new Api(AGENT);

    @Test
    public void aV2EventArrivesByteForByte() throws IOException {
        String text =
                "\n{ \"payload\" : {\"summary\":\"\\u00e4 \\/ \\ud83d\\udd14 ü\", \"source\":\"w\",\"severity\":\"info\","
                        + " \"custom_details\":{\"b\":12345678901234567890.1234567890123456789, \"a\":1e400, \"b2\":-0.0}},\t"
                        + "\"event_action\":\"trigger\",\"dedup_key\":\"bytes/v2\", \"unknown\":[1,{}],\"routing_key\":\""
                        + key("bytesv2") + "\"}  \n";

        assertAccepted(api.post("/send", text, "Pd-Event-Version: v2"));

        Received received = arrived(key("bytesv2"));
        assertThat(received.body()).isEqualTo(Bytes.of(text));
        assertThat(received.path()).isEqualTo("/v2/enqueue");
        assertThat(received.format()).isEqualTo("v2");
    }

    @Test
    public void aV1EventArrivesByteForByte() throws IOException {
        String text = "{\"description\":\"d\\u00fc\",\"service_key\":\"" + key("bytesv1")
                + "\",\"event_type\":\"resolve\",\"incident_key\":\"i\",\"details\":{\"n\":00.5e1}}"
                        .replace("00.5", "0.50");

        assertAccepted(api.post("/send", text, "Pd-Event-Version: v1"));

        Received received = arrived(key("bytesv1"));
        assertThat(received.body()).isEqualTo(Bytes.of(text));
        assertThat(received.path()).isEqualTo("/generic/2010-04-15/create_event.json");
    }

    @Test
    public void aChangeEventArrivesByteForByte() throws IOException {
        String text = "{\"routing_key\":\"" + key("bytesch")
                + "\", \"payload\":{\"summary\":\"deployed\", \"timestamp\":\"2026-11-20T10:00:00Z\"}, \"links\":[]}";

        assertAccepted(api.post("/send", text, "Pd-Event-Version: change"));

        Received received = arrived(key("bytesch"));
        assertThat(received.body()).isEqualTo(Bytes.of(text));
        assertThat(received.path()).isEqualTo("/v2/change/enqueue");
    }

    @Test
    public void withoutTheVersionHeaderAndWithAnyContentTypeTheTextDecides() throws IOException {
        assertAccepted(
                api.post("/send", v2(key("infer2"), "resolve"), "Content-Type: application/x-www-form-urlencoded"));
        assertAccepted(
                api.post("/send", v1(key("infer1"), "resolve"), "Content-Type: multipart/form-data; boundary=x"));

        assertThat(arrived(key("infer2")).format()).isEqualTo("v2");
        assertThat(arrived(key("infer1")).format()).isEqualTo("v1");
    }

    @Test
    public void aTriggerWithoutADedupKeyGetsOneAndNothingElseChanges() throws IOException {
        String text = " {\"routing_key\":\"" + key("splice")
                + "\",\"event_action\":\"trigger\",\"payload\":{\"summary\":\"s\",\"source\":\"w\",\"severity\":\"info\"}}";

        assertAccepted(api.post("/send", text));

        Received received = arrived(key("splice"));
        assertThat(received.body().text())
                .isEqualTo(text.replaceFirst("\\{", "{\"dedup_key\":\"" + received.dedupKey() + "\","));
        assertThat(received.dedupKey()).matches("[0-9a-f]{32}");
    }

    @Test
    public void aToolOfPagerDutysChangesItsHostAndNothingElse() throws IOException {
        String trigger = " {\"routing_key\":\"" + key("hostv2")
                + "\",\"event_action\":\"trigger\",\"payload\":{\"summary\":\"s\",\"source\":\"w\",\"severity\":\"info\"}}";

        Http.Answer v2 = api.strange("POST", "/v2/enqueue", trigger, "Content-Type: application/json");

        Received triggered = arrived(key("hostv2"));
        assertThat(v2.status()).isEqualTo(202);
        assertThat(v2.body())
                .isEqualTo("{\"status\":\"success\",\"message\":\"Event processed\",\"dedup_key\":\""
                        + triggered.dedupKey() + "\"}");
        assertThat(triggered.path()).isEqualTo("/v2/enqueue");

        Http.Answer v1 = api.strange("POST", "/generic/2010-04-15/create_event.json", v1(key("hostv1"), "resolve"));
        assertThat(v1.status()).isEqualTo(200);
        assertThat(v1.body())
                .isEqualTo("{\"status\":\"success\",\"message\":\"Event processed\",\"incident_key\":\"d\"}");
        assertThat(arrived(key("hostv1")).body()).isEqualTo(Bytes.of(v1(key("hostv1"), "resolve")));

        String change = "{\"routing_key\":\"" + key("hostch") + "\",\"payload\":{\"summary\":\"deployed\"}}";
        Http.Answer changed = api.strange("POST", "/v2/change/enqueue", change);
        assertThat(changed.status()).isEqualTo(202);
        assertThat(changed.body()).isEqualTo("{\"status\":\"success\",\"message\":\"Change event processed\"}");
        assertThat(arrived(key("hostch")).path()).isEqualTo("/v2/change/enqueue");
    }

    @Test
    public void theRoutingKeyMayComeInTheHeaderAndARepeatIsKeptOnce() throws IOException {
        String event = v2(key("header"), "resolve").replace("\"routing_key\":\"" + key("header") + "\",", "");
        for (int i = 0; i < 2; i++) {
            Http.Answer answer = api.strange(
                    "POST", "/v2/enqueue", event, "X-Routing-Key: " + key("header"), "Idempotency-Key: once");
            assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        }
        awaitStatus(key("header"), 0, 1, 0);
        assertThat(accepted(key("header"))).hasSize(1);
        assertThat(api.strange("POST", "/v2/enqueue", event).status())
                .as("without a key")
                .isEqualTo(400);
    }

    @Test
    public void whatPagerDutysToolsAreRefusedIsInPagerDutysShape() throws IOException {
        String shape = "\\{\"status\":\"(invalid event|error)\",\"message\":\".+\",\"errors\":\\[\".+\"\\]\\}";
        String event = v2(key("pdshape"), "resolve");
        Http.Answer bad = api.strange("POST", "/v2/enqueue", v2(key("pdshape"), "explode"));
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.body())
                .matches(shape)
                .startsWith(
                        "{\"status\":\"invalid event\",\"message\":\"Event object is invalid\",\"errors\":[\"event_action: ")
                .doesNotContain(key("pdshape"));
        for (Http.Answer answer : List.of(
                api.call("GET", "/v2/enqueue", ""),
                api.strange("POST", "/v2/enqueue", event, "Origin: https://elsewhere.example"),
                api.strange("POST", "/v2/enqueue", event, "Content-Encoding: gzip"),
                api.strange("POST", "/v2/enqueue", v1(key("pdshape"), "resolve")),
                api.strange("POST", "/v2/enqueue", event + "x".repeat(600 * 1024)))) {
            assertThat(answer.status()).isIn(400, 403, 405, 413, 415);
            assertThat(answer.body()).matches(shape);
        }
        assertThat(api.get("/queue/status?rk=" + key("pdshape")).body()).isEqualTo("{\"status_items\":[]}");
    }

    @Test
    public void aBatchOfEventsArrivesInTheOrderOfItsLines() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            lines.append(v2(key("batch" + i % 4), i % 8 < 4 ? "trigger" : "resolve"))
                    .append('\n');
        }
        lines.append("no event\n");

        Http.Answer answer = api.post("/events", lines.toString(), "Content-Type: application/x-ndjson");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().lines()).hasSize(41);
        assertThat(answer.body().lines().limit(40))
                .allMatch(line ->
                        line.matches("\\{\"line\":\\d+,\"status\":200,\"key\":\"[0-9a-f]{32}\",\"dedupKey\":\"d\"}"));
        assertThat(answer.body().lines().skip(40)).allMatch(line -> line.startsWith("{\"line\":41,\"status\":400,"));
        for (int lane = 0; lane < 4; lane++) {
            String key = key("batch" + lane);
            awaitStatus(key, 0, 10, 0);
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                expected.add(i % 2 == 0 ? "trigger" : "resolve");
            }
            assertThat(accepted(key)).extracting(Received::action).isEqualTo(expected);
        }
    }

    @Test
    public void aDeadLetterIsCountedAndGoesBackToItsPlaceWhenItIsRetried() throws IOException {
        String key = key("dead");
        sandbox.plan(Plan.next(1, new Failure.Status(400, null)).forKey(key));
        assertAccepted(api.post("/send", v2(key, "trigger")));
        awaitStatus(key, 0, 0, 1);

        sandbox.plan(Plan.always(new Failure.Status(500, null)).forKey(key));
        assertAccepted(api.post("/send", v2(key, "resolve")));
        Http.Answer retry = api.post("/queue/retry?rk=" + key, "");
        assertThat(retry.body()).isEqualTo("{\"message\":\"Retrying 1 events.\"}");
        assertThat(retry.status()).isEqualTo(200);
        awaitStatus(key, 2, 0, 0);
        sandbox.clear();

        awaitStatus(key, 0, 2, 0);
        assertThat(accepted(key)).extracting(Received::action).containsExactly("trigger", "resolve");
        assertThat(accepted(key).get(0).body()).isEqualTo(Bytes.of(v2(key, "trigger")));
    }

    @Test
    public void whatIsUnknownHasAnEmptyStatusAndNothingToRetry() throws IOException {
        assertThat(api.get("/queue/status?rk=" + key("nobody")).body()).isEqualTo("{\"status_items\":[]}");
        assertThat(api.post("/queue/retry?rk=" + key("nobody"), "").body())
                .isEqualTo("{\"message\":\"Retrying 0 events.\"}");
    }

    @Test
    public void lanesAreShownWithoutTheirKeys() throws IOException {
        assertAccepted(api.post("/send", v2(key("lanes"), "resolve")));
        arrived(key("lanes"));

        Http.Answer lanes = api.get("/lanes");

        assertThat(lanes.status()).isEqualTo(200);
        assertThat(lanes.body()).matches("\\{\"lanes\":\\[\\{\"id\":\"pd-[0-9a-f]+\",\"channel\":\"pagerduty\".*");
        assertThat(lanes.body()).doesNotContain(key("lanes"));
    }

    @Test
    public void healthNeedsNoTokenOnLoopback() throws IOException {
        assertThat(api.strange("GET", "/health", ""))
                .returns(200, Http.Answer::status)
                .returns("OK", Http.Answer::body);
        assertThat(api.strange("GET", "/health/live", ""))
                .returns(200, Http.Answer::status)
                .returns("{\"state\":\"LIVE\"}", Http.Answer::body);
        Http.Answer ready = api.strange("GET", "/health/ready", "");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.body()).matches("\\{\"state\":\"(READY|DEGRADED)\",\"parts\":\\[.*");
        for (String part : List.of("engine", "http", "queue-derby")) {
            assertThat(ready.body()).contains("{\"part\":\"" + part + "\",\"state\":\"READY\"");
        }
    }

    @Test
    public void badEventsAreAnsweredWithFieldAndRemedyAndNothingOfThemArrives() throws IOException {
        String key = key("bad");
        List<String> bad = List.of(
                "",
                "x",
                "[]",
                "{",
                "{}",
                v2(key, "trigger") + v2(key, "trigger"),
                v2(key, "explode"),
                v2(key.substring(1), "resolve"),
                "{\"routing_key\":\"" + key + "\",\"event_action\":\"resolve\"}",
                "{\"routing_key\":\"" + key + "\",\"event_action\":\"trigger\",\"dedup_key\":\"d\"}",
                "{\"routing_key\":7,\"event_action\":\"resolve\",\"dedup_key\":\"d\"}",
                "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000));
        for (String text : bad) {
            Http.Answer answer = api.post("/send", text);
            String what = text.substring(0, Math.min(80, text.length()));
            assertThat(answer.status()).as("%s: %s", what, answer.body()).isEqualTo(400);
            assertThat(answer.body()).as(what).matches("\\{\"errors\":\\[\"[a-z_.]+: .+\"\\]\\}");
            assertThat(answer.body()).as("no key in an answer").doesNotContain(key.substring(1));
        }
        assertThat(api.post("/send", v2(key, "resolve"), "Pd-Event-Version: v9").status())
                .isEqualTo(400);
        assertThat(accepted(key)).isEmpty();
        assertThat(api.get("/queue/status?rk=" + key).body()).isEqualTo("{\"status_items\":[]}");
    }

    @Test
    public void withoutTheTokenEveryDoorButHealthIsClosed() throws IOException {
        String event = v2(key("noauth"), "resolve");
        for (String credential : List.of(
                "X: y",
                "Authorization: token wrong",
                "Authorization: token ",
                "Authorization: Bearer " + AGENT.token(),
                "Authorization: token " + AGENT.token() + "x")) {
            for (String door : List.of(
                    "POST /send",
                    "POST /events",
                    "GET /queue/status",
                    "POST /queue/retry",
                    "GET /lanes",
                    "POST /cli/tocsin")) {
                String[] words = door.split(" ", 2);
                Http.Answer answer = api.strange(words[0], words[1], words[0].equals("POST") ? event : "", credential);
                assertThat(answer.status()).as("%s %s", door, credential).isEqualTo(401);
                assertThat(answer.body()).startsWith("{\"errors\":[\"").doesNotContain(AGENT.token());
            }
        }
        assertThat(api.get("/queue/status?rk=" + key("noauth")).body()).isEqualTo("{\"status_items\":[]}");
    }

    @Test
    public void whatIsNotThereIs404AndTheWrongMethodIs405() throws IOException {
        for (String path :
                List.of("/", "/sendx", "/send/", "/queue", "/health/x", "/metrics%00", "/%2e%2e/etc/passwd")) {
            Http.Answer answer = api.get(path);
            assertThat(answer.status()).as("%s %s", path, answer.body()).isIn(400, 404);
            assertThat(answer.body()).startsWith("{\"errors\":[\"");
        }
        assertThat(api.get("/nothing").status()).isEqualTo(404);
        Http.Answer get = api.get("/send");
        assertThat(get.status()).isEqualTo(405);
        assertThat(get.header("Allow")).isEqualTo("POST");
        assertThat(get.body()).startsWith("{\"errors\":[\"");
        assertThat(api.call("DELETE", "/queue/status", "").status()).isEqualTo(405);
        assertThat(api.post("/health", "").status()).isEqualTo(405);
    }

    @Test
    public void whatIsTooLargeIs413() throws IOException {
        String padding = "x".repeat(512 * 1024);
        String event = "{\"routing_key\":\"" + key("large")
                + "\",\"event_action\":\"resolve\",\"dedup_key\":\"d\",\"x\":\"" + padding + "\"}";

        Http.Answer answer = api.post("/send", event);
        assertThat(answer.status()).as(answer.body()).isEqualTo(413);
        assertThat(answer.body()).startsWith("{\"errors\":[\"");
        assertThat(api.post("/send", event + padding).status()).isEqualTo(413);
        assertThat(api.get("/queue/status?rk=" + key("large")).body()).isEqualTo("{\"status_items\":[]}");
    }

    @Test
    public void withoutItsQueueTheAgentSaysTryAgain() throws IOException {
        shell("bundle:stop org.tocsin.queue");
        try {
            Http.Answer answer = api.post("/send", v2(key("notready"), "resolve"));
            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(answer.body()).startsWith("{\"errors\":[\"queue: ");
            assertThat(api.get("/health").status()).isEqualTo(503);
            assertThat(api.get("/health/live").status()).isEqualTo(200);
            assertThat(api.get("/health/ready").status()).isEqualTo(503);
            assertThat(AGENT.tocsin("status").exit()).isEqualTo(1);
        } finally {
            shell("bundle:start org.tocsin.queue");
        }
        await("the queue").until(() -> api.get("/health").status() == 200);
        assertAccepted(api.post("/send", v2(key("notready"), "resolve")));
        arrived(key("notready"));
    }

    private static void shell(String command) {
        Call call = AGENT.tocsin("shell", command);
        assertThat(call.exit()).as("%s", call).isZero();
    }

    private static void assertAccepted(Http.Answer answer) {
        assertThat(answer.body()).as("%s", answer).matches("\\{\"key\":\"[0-9a-f]{32}\"\\}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    private void awaitStatus(String key, int pending, int success, int error) {
        String status = "{\"status_items\":[{\"routing_key\":\"" + key + "\",\"pending\":" + pending + ",\"success\":"
                + success + ",\"error\":" + error + "}]}";
        await("the status of a lane")
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(() ->
                        assertThat(api.get("/queue/status?rk=" + key).body()).isEqualTo(status));
    }

    /** The first event of a lane that arrives. */
    private Received arrived(String key) {
        return await("an event of " + key)
                .atMost(Duration.ofSeconds(10))
                .until(() -> accepted(key).stream().findFirst().orElse(null), Objects::nonNull);
    }

    private List<Received> accepted(String key) {
        return sandbox.accepted().stream()
                .filter(request -> key.equals(request.key()))
                .toList();
    }

    /** A key of the right form. */
    static String key(String name) {
        return (name + "0".repeat(32)).substring(0, 32);
    }

    static String v2(String key, String action) {
        return "{\"routing_key\":\"" + key + "\",\"event_action\":\"" + action
                + "\",\"dedup_key\":\"d\",\"payload\":{\"summary\":\"s\",\"source\":\"w\",\"severity\":\"info\"}}";
    }

    static String v1(String key, String action) {
        return "{\"service_key\":\"" + key + "\",\"event_type\":\"" + action
                + "\",\"incident_key\":\"d\",\"description\":\"s\"}";
    }
}
