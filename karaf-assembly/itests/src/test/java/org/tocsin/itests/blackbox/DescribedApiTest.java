// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.sandbox.SandboxRule;

/** The API of a running agent beside its own description, in fair use and under hostile bodies. */
public class DescribedApiTest {

    private static final int SEEDS = 25;
    private static final List<String> CHANNELS = List.of("webhook", "slack", "teams", "mail");
    private static final String NOBODY = "0".repeat(32);

    /** What an agent that is well never answers. */
    private static final Set<Integer> FAILURES = Set.of(500, 502, 504);

    @ClassRule
    public static final SandboxRule SANDBOX = new SandboxRule();

    @ClassRule
    public static final Agent AGENT = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(AGENT);

    private final Api api = new Api(AGENT);

    @BeforeClass
    public static void start() {
        AGENT.with("TOCSIN_PAGERDUTY_URL", SANDBOX.get().url().toString())
                .with(
                        "TOCSIN_PLUGINS",
                        String.join(
                                ",",
                                CHANNELS.stream().map(name -> "tocsin-" + name).toList()))
                .start();
        Api api = new Api(AGENT);
        for (String channel : CHANNELS) {
            await("the way to " + channel)
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> api.post("/send/" + channel, "").status(), status -> status == 400);
        }
    }

    private Description description() throws IOException {
        return new Description(api.strange("GET", "/openapi.json", "").body());
    }

    @Test
    public void answersAreAsTheyAreDescribed() throws IOException {
        Description described = description();
        String key = DoorsTest.key("described");
        String v2 = DoorsTest.v2(key, "trigger");
        List<String> wrong = new ArrayList<>();
        check(described, wrong, 200, "POST", "/send", "/send", v2);
        check(described, wrong, 400, "POST", "/send", "/send", "x");
        check(described, wrong, 200, "POST", "/events", "/events", v2 + "\n{}\n" + v2);
        check(described, wrong, 202, "POST", "/v2/enqueue", "/v2/enqueue", v2);
        check(described, wrong, 400, "POST", "/v2/enqueue", "/v2/enqueue", "x");
        check(described, wrong, 405, "POST", "/v2/enqueue", "/v2/enqueue", null);
        check(
                described,
                wrong,
                202,
                "POST",
                "/v2/change/enqueue",
                "/v2/change/enqueue",
                "{\"routing_key\":\"" + key + "\",\"payload\":{\"summary\":\"s\"}}");
        String v1 = "/generic/2010-04-15/create_event.json";
        check(described, wrong, 200, "POST", v1, v1, DoorsTest.v1(key, "resolve"));
        for (String channel : CHANNELS) {
            String path = "/send/" + channel;
            check(described, wrong, 200, "POST", path, path + "?to=ops", "disk full");
            check(described, wrong, 200, "POST", path, path + "?to=ops", DoorsTest.v2("ops", "trigger"));
            check(described, wrong, 400, "POST", path, path + "?to=Ops", "disk full");
            check(described, wrong, 400, "POST", path, path + "?to=ops&format=v1", "disk full");
            check(described, wrong, 405, "POST", path, path, null);
        }
        check(described, wrong, 200, "GET", "/queue/status", "/queue/status?rk=" + key, null);
        check(described, wrong, 200, "POST", "/queue/retry", "/queue/retry", "");
        check(described, wrong, 200, "POST", "/events/retry", "/events/retry", "");
        check(described, wrong, 200, "GET", "/events", "/events?state=delivered", null);
        check(described, wrong, 400, "GET", "/events", "/events?state=no", null);
        check(described, wrong, 200, "GET", "/events/export", "/events/export?state=delivered", null);
        check(described, wrong, 200, "POST", "/events/import", "/events/import", "x\n");
        check(described, wrong, 404, "GET", "/events/{key}", "/events/" + NOBODY, null);
        check(described, wrong, 404, "POST", "/events/{key}/retry", "/events/" + NOBODY + "/retry", "");
        check(described, wrong, 404, "POST", "/events/{key}/drop", "/events/" + NOBODY + "/drop", "");
        check(described, wrong, 200, "GET", "/lanes", "/lanes", null);
        String lane = api.get("/lanes").body().replaceFirst("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
        for (String verb : List.of("hold", "release", "retry", "drop")) {
            String query = verb.equals("drop") ? "?state=dead" : "";
            check(described, wrong, 200, "POST", "/lanes/{id}/" + verb, "/lanes/" + lane + '/' + verb + query, "");
            check(described, wrong, 404, "POST", "/lanes/{id}/" + verb, "/lanes/pd-0/" + verb + query, "");
        }
        check(described, wrong, 200, "GET", "/lanes/{id}", "/lanes/" + lane, null);
        check(described, wrong, 200, "GET", "/adapters", "/adapters", null);
        check(described, wrong, 200, "GET", "/routes", "/routes", null);
        check(described, wrong, 200, "POST", "/routes/{id}/start", "/routes/pagerduty.deliver/start", "");
        check(described, wrong, 404, "POST", "/routes/{id}/stop", "/routes/no.such/stop", "");
        check(described, wrong, 200, "GET", "/doctor", "/doctor", null);
        check(described, wrong, 400, "POST", "/backup", "/backup", "{\"directory\":\"relative\"}");
        check(described, wrong, 200, "GET", "/plugins", "/plugins", null);
        check(described, wrong, 200, "GET", "/health", "/health", null);
        check(described, wrong, 200, "GET", "/health/live", "/health/live", null);
        check(described, wrong, 200, "GET", "/health/ready", "/health/ready", null);
        check(described, wrong, 200, "GET", "/metrics", "/metrics", null);
        check(described, wrong, 400, "POST", "/cli/{program}", "/cli/tocsin", "x");
        assertThat(wrong).isEmpty();
    }

    /** @param body null for a GET */
    private void check(
            Description described,
            List<String> wrong,
            int status,
            String method,
            String path,
            String target,
            @Nullable String body)
            throws IOException {
        Http.Answer answer = body == null ? api.get(target) : api.post(target, body);
        if (answer.status() != status) {
            wrong.add(
                    method + ' ' + target + ": " + status + " was expected, " + answer.status() + ' ' + answer.body());
        }
        described
                .wrong(described.operation(method, path), answer)
                .forEach(problem -> wrong.add(method + ' ' + target + ": " + problem));
    }

    @Test
    public void noBodyMakesAnyPathFailOrHangOrKeepWhatIsNoEvent() throws IOException {
        Description described = description();
        List<String> wrong = new ArrayList<>();
        String before = api.get("/queue/status").body();
        int asked = 0;
        for (Description.Operation operation : described.operations()) {
            for (long seed = 0; seed < SEEDS; seed++) {
                String where = operation + " seed " + seed + ": ";
                SplittableRandom random = new SplittableRandom(seed);
                byte[] body = Nonsense.body(random);
                String target =
                        operation.path().replaceAll("\\{\\w+}", Nonsense.segment(random)) + Nonsense.query(random);
                Http.Answer answer = Http.once(
                        AGENT.port(),
                        operation.method(),
                        target,
                        List.of("Authorization: token " + AGENT.token(), Nonsense.header(random)),
                        body);
                asked++;
                if (FAILURES.contains(answer.status())) {
                    wrong.add(where + answer.status() + ' ' + answer.body());
                }
                described.wrong(operation, answer).forEach(problem -> wrong.add(where + problem));
            }
        }
        assertThat(asked).isGreaterThan(20 * SEEDS);
        assertThat(wrong).isEmpty();
        assertThat(api.get("/queue/status").body()).as("nothing was stored").isEqualTo(before);
        assertThat(api.get("/health").status()).isEqualTo(200);
        assertThat(AGENT.log()).doesNotContain("TOCSIN-HTTP-004", "TOCSIN-ENGINE-004");
    }

    @Test
    public void everyDescribedPathIsThereAndEveryOtherIs404() throws IOException {
        Set<Integer> statuses = new TreeSet<>();
        for (Description.Operation operation : description().operations()) {
            String target = operation.path().replaceAll("\\{\\w+}", "x");
            statuses.add(Http.once(AGENT.port(), "BREW", target, List.of(), new byte[0])
                    .status());
        }
        assertThat(statuses).as("another method").containsExactly(405);
        assertThat(api.post("/v2/enqueue/", "").status()).isEqualTo(404);
        assertThat(api.post("/v1/enqueue", "").status()).isEqualTo(404);
    }

    /** Hostile texts, by seed. */
    private static final class Nonsense {
        private static final List<String> SHAPES = List.of(
                "",
                "\u0000",
                "null",
                "[]",
                "{}",
                "{\"routing_key\":",
                "{\"routing_key\":{\"a\":[]},\"event_action\":7}",
                "{\"service_key\":null,\"event_type\":\"trigger\"}",
                "{\"directory\":7}",
                "{\"directory\":\"\\u0000\"}",
                "{\"a\":1e999999999}",
                "\ufeff{\"routing_key\":\"k\"}",
                "{\"key\":\"x\",\"channel\":\"../x\",\"format\":\"\",\"body\":{}}\n".repeat(50),
                "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--",
                "a=b&c=%zz",
                "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
                "${jndi:ldap://127.0.0.1/x} #{7*7} ${7*7} {{7*7}}",
                "\n".repeat(10_000));

        static byte[] body(SplittableRandom random) {
            return switch (random.nextInt(4)) {
                case 0 -> bytes(random);
                case 1 -> "[{\"a\":".repeat(random.nextInt(1, 30_000)).getBytes(StandardCharsets.UTF_8);
                case 2 -> almostAnEvent(random);
                default -> SHAPES.get(random.nextInt(SHAPES.size())).getBytes(StandardCharsets.UTF_8);
            };
        }

        private static byte[] bytes(SplittableRandom random) {
            byte[] bytes = new byte[random.nextInt(2_000)];
            random.nextBytes(bytes);
            return bytes;
        }

        /** Its key is too short, and one of its bytes is another. */
        private static byte[] almostAnEvent(SplittableRandom random) {
            byte[] bytes = DoorsTest.v2("short", "trigger").getBytes(StandardCharsets.UTF_8);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            return bytes;
        }

        static String segment(SplittableRandom random) {
            List<String> segments =
                    List.of("x", "%00", "%2e%2e", "%ff", "-1", "9".repeat(300), "pd-0", NOBODY, "%C3%A4", "${x}");
            return segments.get(random.nextInt(segments.size()))
                    .replace("$", "\\$")
                    .replace("{", "%7B")
                    .replace("}", "%7D");
        }

        static String query(SplittableRandom random) {
            List<String> queries = List.of(
                    "",
                    "?",
                    "?limit=-1",
                    "?limit=99999999999999",
                    "?state=%00",
                    "?after=x&from=:",
                    "?rk=%ff",
                    "?job=../x",
                    "?channel=none",
                    "?withKey=7",
                    "?retry=",
                    "?lane=pd-%F0%9F%94%94");
            return queries.get(random.nextInt(queries.size()));
        }

        static String header(SplittableRandom random) {
            List<String> headers = List.of(
                    "X-Routing-Key: " + "k".repeat(31),
                    "Idempotency-Key: " + "k".repeat(65),
                    "Pd-Event-Version: v9",
                    "Content-Type: application/x-www-form-urlencoded",
                    "Content-Type: multipart/form-data; boundary=x",
                    "Accept: nothing/at-all",
                    "X: y");
            return headers.get(random.nextInt(headers.size()));
        }
    }
}
