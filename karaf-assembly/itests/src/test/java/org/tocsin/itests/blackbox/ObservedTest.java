// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.sandbox.Failure;
import org.tocsin.sandbox.Plan;
import org.tocsin.sandbox.Sandbox;
import org.tocsin.sandbox.SandboxRule;

/** What an agent tells of itself: to who scrapes it, to whom it pushes, and in its log. */
public class ObservedTest {

    private static final Duration BOUND = Duration.ofSeconds(30);

    private static final String PARENT = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9_]+)` \\| ([a-z]+) \\|([^|]*)\\|.*");
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

    @ClassRule
    public static final SandboxRule SANDBOX = new SandboxRule();

    @ClassRule
    public static final Agent AGENT = new Agent();

    /** The names of the figures that came. */
    private static final Set<String> PUSHED = ConcurrentHashMap.newKeySet();

    private static ServerSocket graphite;

    @Rule
    public final LogOnFailure log = new LogOnFailure(AGENT);

    private final Sandbox sandbox = SANDBOX.get();
    private final Api api = new Api(AGENT);

    @BeforeClass
    public static void start() throws IOException {
        graphite = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread reader = new Thread(ObservedTest::readGraphite, "graphite");
        reader.setDaemon(true);
        reader.start();
        // as an operator does it: one word in one file, the rest by the environment
        Files.createDirectories(AGENT.etc());
        String file = "org.ops4j.pax.logging.cfg";
        String logging = Files.readString(AGENT.distribution().file("etc/" + file));
        Files.writeString(
                AGENT.etc().resolve(file),
                logging.replace("log4j2.logger.trace.level = INFO", "log4j2.logger.trace.level = DEBUG"));
        AGENT.with("TOCSIN_PAGERDUTY_URL", SANDBOX.get().url().toString())
                .with("TOCSIN_LOG_FORMAT", "json")
                .with("TOCSIN_METRICS_GRAPHITEHOST", "127.0.0.1")
                .with("TOCSIN_METRICS_GRAPHITEPORT", String.valueOf(graphite.getLocalPort()))
                .with("TOCSIN_METRICS_GRAPHITEINTERVAL", "PT1S")
                .with("TOCSIN_METRICS_GRAPHITEPREFIX", "host.web1")
                .start();
    }

    @AfterClass
    public static void closeGraphite() throws IOException {
        graphite.close();
    }

    private static void readGraphite() {
        while (!graphite.isClosed()) {
            try (Socket socket = graphite.accept();
                    BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
                in.lines().map(line -> line.substring(0, line.indexOf(' '))).forEach(PUSHED::add);
            } catch (IOException | UncheckedIOException e) {
                // the agent goes, or the test does
            }
        }
    }

    @Test
    public void aScrapeIsWhatTheReadmeSays() throws IOException {
        String key = key("table");
        sandbox.plan(Plan.next(1, new Failure.Status(400, null)).forKey(key));
        send(key, "trigger", "");
        send(key, "resolve", "");
        await().atMost(BOUND).until(() -> sandbox.received().stream().anyMatch(event -> key.equals(event.key())));

        await("a first collection").atMost(BOUND).until(() -> scrape().contains("jvm_gc_pause_seconds_count"));
        Map<String, String> told = new TreeMap<>();
        Exposition.text(scrape())
                .families()
                .forEach((name, family) -> told.put(name, family.type() + ' ' + family.labels()));

        assertThat(told).isEqualTo(readme());
    }

    @Test
    public void whatHappensIsCounted() throws IOException {
        String key = key("counted");
        String lane = lane(key);
        Exposition before = Exposition.text(scrape());
        sandbox.plan(Plan.next(1, new Failure.Status(400, null)).forKey(key));
        send(key, "trigger", "");
        await().atMost(BOUND).until(() -> Exposition.text(scrape()).value("tocsin_queue_lane_dead", "lane", lane) == 1);
        send(key, "resolve", "");
        await().atMost(BOUND)
                .until(() -> Exposition.text(scrape()).value("tocsin_queue_lane_delivered_total", "lane", lane) == 1);

        Exposition after = Exposition.text(scrape());

        assertThat(after.value("tocsin_queue_lane_accepted_total", "lane", lane))
                .isEqualTo(2);
        assertThat(after.value("tocsin_queue_lane_rejected_total", "lane", lane))
                .isEqualTo(1);
        assertThat(after.value("tocsin_queue_lane_depth", "lane", lane)).isZero();
        for (String name : List.of("tocsin_queue_accepted_total", "tocsin_queue_commit_seconds_count")) {
            assertThat(after.value(name) - before.value(name)).as(name).isGreaterThanOrEqualTo(2);
        }
        assertThat(after.value("tocsin_pagerduty_attempt_seconds_count", "answer", "4xx"))
                .isGreaterThanOrEqualTo(1);
        assertThat(after.value("tocsin_queue_used_bytes")).isPositive();
        assertThat(after.value("tocsin_queue_derby_commit_seconds_count")).isPositive();
    }

    @Test
    public void openMetricsIsGivenToWhoPrefersIt() throws IOException {
        Http.Answer answer = api.strange(
                "GET", "/metrics", "", "Accept: application/openmetrics-text;version=1.0.0;q=0.6,text/plain;q=0.5");

        assertThat(answer.header("Content-Type"))
                .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(Exposition.openMetrics(answer.body()).value("tocsin_queue_lanes"))
                .isNotNegative();
        assertThat(api.strange("GET", "/metrics", "").header("Content-Type"))
                .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(api.post("/metrics", "").status()).isEqualTo(405);
    }

    @Test
    public void whatIsCountedIsPushedToGraphite() throws IOException {
        send(key("pushed"), "resolve", "");
        await().atMost(BOUND).until(() -> PUSHED.contains("host.web1.tocsin.queue.accepted.count"));

        assertThat(PUSHED).allMatch(name -> name.matches("host\\.web1\\.[A-Za-z0-9_.-]+"));
        assertThat(PUSHED).contains("host.web1.jvm.threads.live", "host.web1.tocsin.queue.commit.count");
        assertThat(api.get("/health/ready").body()).contains("pushed to graphite 127.0.0.1:");
    }

    @Test
    public void anEventIsFollowedFromTheRequestOverARestartToItsDelivery() throws IOException {
        String key = key("followed");
        sandbox.plan(Plan.always(new Failure.Status(503, null)).forKey(key));
        String receipt = send(key, "trigger", "traceparent: 00-" + PARENT + "-00f067aa0ba902b7-01");
        awaitLine(Map.of("trace", receipt), "event " + receipt + ": lane " + lane(key) + ": attempt 1 failed");
        assertThat(AGENT.tocsin("stop").exit()).isZero();
        sandbox.clear();
        AGENT.start();
        awaitLine(Map.of("trace", receipt), "event " + receipt + ": lane " + lane(key) + ": settled as delivered");

        List<Map<String, String>> lines = lines();
        assertThat(lines)
                .filteredOn(line -> PARENT.equals(line.get("request")))
                .extracting(line ->
                        text(line, "message").replaceAll("[0-9]+ ms", "N ms").replaceAll("number [0-9]+", "number N"))
                .containsExactlyInAnyOrder(
                        "event " + receipt + ": accepted as number N of lane " + lane(key) + ", format v2, "
                                + body(key, "trigger").length() + " bytes, in N ms; request " + PARENT,
                        "request " + PARENT + ": POST /send answered with 200 after N ms");
        assertThat(lines)
                .filteredOn(line -> receipt.equals(line.get("trace")))
                .allMatch(line -> text(line, "lane").equals(lane(key)))
                .extracting(line -> text(line, "number"))
                .contains("TOCSIN-QUEUE-001");
        assertThat(lines)
                .filteredOn(line -> receipt.equals(line.get("trace")))
                .last()
                .satisfies(line -> assertThat(text(line, "message")).endsWith("settled as delivered"));
    }

    @Test
    public void aLineIsAnObjectAndHasNoSecretInIt() throws IOException {
        String key = key("secret");
        send(key, "trigger", "X-Request-Id: from-cron.7");
        send(key, "resolve", "X-Request-Id: a b");
        awaitLine(Map.of("request", "from-cron.7", "lane", lane(key)), "");

        for (Map<String, String> line : lines()) {
            assertThat(line.keySet())
                    .containsExactly(
                            "time", "level", "thread", "logger", "message", "number", "trace", "lane", "request",
                            "stack");
            assertThat(Instant.parse(text(line, "time"))).isBefore(Instant.now().plusSeconds(60));
            assertThat(text(line, "level")).isIn("ERROR", "WARN", "INFO", "DEBUG");
            assertThat(text(line, "request")).doesNotContain(" ");
        }
        assertThat(AGENT.log()).doesNotContain(key).doesNotContain(AGENT.token());
        assertThat(scrape()).doesNotContain(key);
    }

    private String scrape() throws IOException {
        Http.Answer answer = api.strange("GET", "/metrics", "");
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    /** Names to types and labels. */
    private static Map<String, String> readme() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        Path readme = Path.of(System.getProperty("tocsin.house"), "bundles/metrics/README.md");
        for (String line : Files.readAllLines(readme)) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && !row.group(2).isEmpty()) {
                Set<String> labels = new TreeSet<>();
                Matcher label = NAME.matcher(row.group(3));
                while (label.find()) {
                    labels.add(label.group(1));
                }
                rows.put(row.group(1), row.group(2) + ' ' + labels);
            }
        }
        return rows;
    }

    private String send(String key, String action, String header) throws IOException {
        Http.Answer answer =
                header.isEmpty() ? api.post("/send", body(key, action)) : api.post("/send", body(key, action), header);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body().replaceAll("\\{\"key\":\"([0-9a-f]{32})\"}", "$1");
    }

    private static String body(String key, String action) {
        return "{\"routing_key\":\"" + key + "\",\"event_action\":\"" + action + "\",\"dedup_key\":\"d\",\"payload\":"
                + "{\"summary\":\"s\",\"source\":\"w\",\"severity\":\"info\"}}";
    }

    private static String key(String name) {
        return (name + "0123456789abcdef0123456789abcdef").substring(0, 32);
    }

    private static String lane(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(("pagerduty\0" + key).getBytes(UTF_8));
            return "pd-" + HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Map<String, String> line, String field) {
        return line.getOrDefault(field, "no " + field);
    }

    private static void awaitLine(Map<String, String> with, String message) {
        await().atMost(BOUND)
                .until(() -> lines().stream()
                        .anyMatch(line -> text(line, "message").contains(message)
                                && with.entrySet().stream()
                                        .allMatch(one -> one.getValue().equals(line.get(one.getKey())))));
    }

    /** Every whole line of the log. */
    private static List<Map<String, String>> lines() throws IOException {
        String log = AGENT.log();
        List<Map<String, String>> lines = new ArrayList<>();
        for (String line : log.substring(0, log.lastIndexOf('\n')).split("\n", -1)) {
            lines.add(object(line));
        }
        return lines;
    }

    private static Map<String, String> object(String line) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        JsonFactory strict = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser json = strict.createParser(line)) {
            assertThat(json.nextToken()).as(line).isEqualTo(JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                assertThat(json.nextToken()).as(line).isEqualTo(JsonToken.VALUE_STRING);
                fields.put(name, json.getText());
            }
            assertThat(json.currentToken()).as(line).isEqualTo(JsonToken.END_OBJECT);
            assertThat(json.nextToken()).as(line).isNull();
        }
        return fields;
    }
}
