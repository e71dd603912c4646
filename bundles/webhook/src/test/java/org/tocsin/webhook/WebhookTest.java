// SPDX-License-Identifier: Apache-2.0
package org.tocsin.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.channel.standin.ScriptedServer.http;
import static org.tocsin.channel.standin.ScriptedServer.say;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Outcome;
import org.tocsin.api.Outcome.Delivered;
import org.tocsin.api.Outcome.Rejected;
import org.tocsin.api.Outcome.RetryLater;
import org.tocsin.channel.Delivering;
import org.tocsin.channel.standin.ScriptedServer;
import org.tocsin.channel.standin.SelfSigned;

/** The route against real sockets. */
public class WebhookTest {

    /** What RFC 9110, 9111 and others know of requests. */
    private static final String HEADERS =
            "Accept Accept-Charset Accept-Encoding Accept-Language Authorization Cache-Control"
                    + " Connection Content-Disposition Content-Encoding Content-Language Content-Length Content-Location Content-MD5"
                    + " Content-Range Content-Type Cookie Date Depth Digest DNT Expect Expires Forwarded From Host If-Match"
                    + " If-Modified-Since If-None-Match If-Range If-Unmodified-Since Keep-Alive Last-Modified Link Location"
                    + " Max-Forwards MIME-Version Origin Pragma Prefer Priority Proxy-Authorization Proxy-Connection Range Referer"
                    + " Retry-After Server TE Trailer Transfer-Encoding Upgrade User-Agent Vary Via Warning X-Forwarded-For"
                    + " X-Request-Id breadcrumbId traceparent org.apache.camel.x CamelX X-Tocsin-Event Idempotency-Key";

    private static final String OK = http("200 OK", "", "");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Config config = Delivering.config(Config.class, "deadline", "PT2S", "connectTimeout", "PT2S");
    private final WebhookBoard board = new WebhookBoard(config);
    private final WebhookRoutes routes =
            new WebhookRoutes(Delivering.FROM, config, "1.2.3", board, new WebhookDialect(Clock.systemUTC()));
    private Delivering way;

    @Before
    public void start() throws Exception {
        way = new Delivering("webhook", routes);
    }

    @After
    public void stop() throws Exception {
        way.close();
        routes.close();
    }

    @Test
    public void theEventGoesOutAsItIsToTheVeryAddressAndNothingElse() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying(OK)) {
            target("ops", "url", server.url() + "/a%2Fb/c?sig=x%2By%3D&sp=%2Ftriggers&empty=&z");
            String event = Delivering.trigger("für 😀") + " ";

            assertThat(way.deliver("ops", "v2", event)).isEqualTo(new Delivered("HTTP 200"));

            ScriptedServer.Request request = server.requests.get(0);
            assertThat(request.line()).isEqualTo("POST /a%2Fb/c?sig=x%2By%3D&sp=%2Ftriggers&empty=&z HTTP/1.1");
            assertThat(request.body()).isEqualTo(event);
            assertThat(request.headers())
                    .isEqualTo(Map.of(
                            "host",
                            "127.0.0.1:" + server.port(),
                            "connection",
                            "keep-alive",
                            "content-type",
                            "application/json",
                            "content-length",
                            "" + event.getBytes(StandardCharsets.UTF_8).length,
                            "user-agent",
                            "tocsin/1.2.3",
                            "x-tocsin-event",
                            "0123456789abcdef0000000000000001"));
            way.deliver("ops", "text", "plain");
            assertThat(server.requests.get(1).headers()).containsEntry("content-type", "text/plain; charset=utf-8");
            assertThat(server.connections).as("one kept connection").hasValue(1);
        }
    }

    @Test
    public void aTemplateMakesTheBodyAndHeadersAreAdded() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying(OK)) {
            target(
                    "ops",
                    "url",
                    server.url(),
                    "template",
                    "{\"msg\":\"{{label}}: {{title}}\"}",
                    "contentType",
                    "application/json; charset=\"UTF-8\"; profile=x",
                    "headers",
                    "X-Env: prod\nX-Team: db",
                    "authorization",
                    "Bearer t0ken-t0ken");

            way.deliver("ops", "v2", Delivering.trigger("say \\\"hi\\\"\\n"));

            ScriptedServer.Request request = server.requests.get(0);
            assertThat(new ObjectMapper().readTree(request.body()).path("msg").asText())
                    .isEqualTo("CRITICAL: say \"hi\"");
            assertThat(request.line()).isEqualTo("POST / HTTP/1.1");
            assertThat(request.headers())
                    .containsEntry("x-env", "prod")
                    .containsEntry("x-team", "db")
                    .containsEntry("authorization", "Bearer t0ken-t0ken");
        }
    }

    @Test
    public void aReceiverCanCheckTheSignature() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying(OK)) {
            target("ops", "url", server.url(), "secret", "top secret");
            way.deliver("ops", "v2", Delivering.trigger("disk full"));
            way.deliver("ops", "v2", Delivering.trigger("disk full"), 7);
            way.deliver("ops", "v2", Delivering.trigger("disk full"), 7);

            ScriptedServer.Request request = server.requests.get(0);
            long time = Long.parseLong(request.headers().get("x-tocsin-timestamp"));
            assertThat(Math.abs(Instant.now().getEpochSecond() - time)).isLessThan(60);
            assertThat(request.headers())
                    .containsEntry("x-tocsin-signature", Signature.of("top secret", time, Body.of(request.body())));
            assertThat(server.requests.get(1).headers().get("x-tocsin-event"))
                    .as("the name of an event stays the same when it comes again")
                    .isEqualTo(server.requests.get(2).headers().get("x-tocsin-event"));

            way.store("fedcba9876543210");
            way.deliver("ops", "v2", Delivering.trigger("disk full"), 7);
            assertThat(server.requests.get(3).headers().get("x-tocsin-event"))
                    .as("nor has one of another agent that name")
                    .isEqualTo("fedcba98765432100000000000000007");
        }
    }

    /** Made with: printf '1700000000.%s' '{"a":1}' | openssl dgst -sha256 -hmac 'top secret'. */
    @Test
    public void theSignatureIsThatOfTheReadme() {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
        assertThat(Signature.of("top secret", clock.instant().getEpochSecond(), Body.of("{\"a\":1}")))
                .isEqualTo("sha256=b818565009498d6980f18cd02e140c93528f621038a94cf111e7fee05f3a2bbf");
    }

    @Test
    public void everyStatusIsClassifiedAsTheTableSays() throws Exception {
        int[] status = {0};
        try (ScriptedServer server =
                new ScriptedServer((socket, request) -> say(socket, http(status[0] + " X", "", "")))) {
            target("ops", "url", server.url());
            target("strict", "url", server.url(), "reject", "404, 410");
            SoftAssertions table = new SoftAssertions();
            for (status[0] = 200; status[0] <= 599; status[0]++) {
                boolean refused = List.of(400, 413, 422).contains(status[0]);
                Class<?> usual = status[0] < 300 ? Delivered.class : refused ? Rejected.class : RetryLater.class;
                Class<?> strict = status[0] == 404 || status[0] == 410
                        ? Rejected.class
                        : status[0] < 300 ? Delivered.class : RetryLater.class;
                table.assertThat(way.deliver("ops", "text", "x"))
                        .as("%s", status[0])
                        .isInstanceOf(usual);
                table.assertThat(way.deliver("strict", "text", "x"))
                        .as("strict %s", status[0])
                        .isInstanceOf(strict);
            }
            table.assertAll();
            assertThat(server.requests)
                    .as("one request each, no redirect followed")
                    .hasSize(800);
        }
    }

    @Test
    public void throttlingWaitsAsLongAsItSaysAndAnAnswerRepeatsNoSecret() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying(http(
                "429 Slow down",
                "Retry-After: 7\r\n",
                "no /hook/s3cr3t-path?key=s3cr3t-query for Bearer t0ken-t0ken, t0ken-t0ken, s3cr3t-query, top"
                        + " secret"))) {
            target(
                    "ops",
                    "url",
                    server.url() + "/hook/s3cr3t-path?key=s3cr3t-query",
                    "authorization",
                    "Bearer t0ken-t0ken",
                    "secret",
                    "top secret");

            RetryLater later = (RetryLater) way.deliver("ops", "text", "x");

            assertThat(later.after()).isEqualTo(Duration.ofSeconds(7));
            assertThat(later.reason()).isEqualTo("HTTP 429 no (secret) for (secret), (secret), (secret), (secret)");
            assertThat(board.health().state())
                    .as("asked to slow down is an answer")
                    .isEqualTo(State.READY);
        }
    }

    @Test
    public void anAnswerIsKeptAsItIsButForSecretsHoweverTheyAreWritten() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.saying(http("200 OK", "", "2 got a+b c/d-e-f-g from /s3cr3t hook/ and t0p-s3cr3t"))) {
            target(
                    "ops",
                    "url",
                    server.url() + "/s3cr3t%20hook/?sig=a%2Bb%20c%2Fd-e-f-g",
                    "headers",
                    "X-Priority: 2\nX-Key: t0p-s3cr3t");
            assertThat(way.deliver("ops", "text", "x"))
                    .isEqualTo(new Delivered("HTTP 200 2 got (secret) from (secret) and (secret)"));
        }
    }

    @Test
    public void aHeaderIsSentOrRefused() throws Exception {
        try (ScriptedServer server = ScriptedServer.saying(OK)) {
            SoftAssertions all = new SoftAssertions();
            int sent = 0;
            for (String name : HEADERS.split(" ", -1)) {
                WebhookTarget target = target("h", "url", server.url(), "headers", name + ": s3nt");
                if (way.deliver("h", "text", "x") instanceof RetryLater wrong) {
                    all.assertThat(wrong.reason()).contains("headers: " + name + " cannot be given here");
                } else {
                    all.assertThat(server.requests.get(sent++).headers())
                            .containsEntry(name.toLowerCase(Locale.ROOT), "s3nt");
                }
                target.close();
            }
            all.assertAll();
            assertThat(sent).isGreaterThan(20);
        }
    }

    @Test
    public void whatIsSecretOrLongStandsInAFileOfItsOwn() throws Exception {
        Path headers = folder.newFile("headers").toPath();
        Path secret = folder.newFile("secret").toPath();
        Files.writeString(headers, "X-Key: s3cr3t-one\nX-Team: db\n");
        try (ScriptedServer server = ScriptedServer.saying(OK)) {
            target("ops", "url", server.url(), "headersFile", headers.toString(), "secretFile", secret.toString());
            assertThat(reason(way.deliver("ops", "text", "x"))).contains("secretFile: ", "is not a file that holds");
            assertThat(board.health().state()).isEqualTo(State.DEGRADED);
            assertThat(server.requests).as("nothing goes out unsigned").isEmpty();

            Files.writeString(secret, "top secret\n");
            assertThat(way.deliver("ops", "text", "x")).isInstanceOf(Delivered.class);
            ScriptedServer.Request first = server.requests.get(0);
            assertThat(first.headers()).containsEntry("x-key", "s3cr3t-one").containsEntry("x-team", "db");
            assertThat(first.headers().get("x-tocsin-signature")).isEqualTo(signature("top secret", first));

            Files.writeString(secret, "another secret");
            way.deliver("ops", "text", "x");
            ScriptedServer.Request second = server.requests.get(1);
            assertThat(second.headers().get("x-tocsin-signature")).isEqualTo(signature("another secret", second));
        }
    }

    private static String signature(String secret, ScriptedServer.Request request) {
        long time = Long.parseLong(request.headers().get("x-tocsin-timestamp"));
        return Signature.of(secret, time, Body.of(request.body()));
    }

    @Test
    public void whatGivesNoAnswerIsTriedAgainAndTheReasonTellsOnlyTheHost() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (ScriptedServer slow = new ScriptedServer((socket, request) -> {
                    say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
                    while (!end.await(50, TimeUnit.MILLISECONDS)) {
                        say(socket, ".");
                    }
                });
                ServerSocket stranger = SelfSigned.listener(folder.getRoot().toPath())) {
            target("slow", "url", slow.url() + "/s3cr3t-path");
            target("away", "url", "http://127.0.0.1:1/s3cr3t-path");
            target("stranger", "url", "https://127.0.0.1:" + stranger.getLocalPort() + "/s3cr3t-path");
            Thread handshake = new Thread(() -> {
                try (var socket = stranger.accept()) {
                    socket.getInputStream().read();
                } catch (java.io.IOException e) {
                    // the client does not know us
                    return;
                }
            });
            handshake.start();

            assertThat(reason(way.deliver("slow", "text", "x"))).endsWith(": no complete answer within PT2S");
            assertThat(reason(way.deliver("away", "text", "x"))).startsWith("127.0.0.1:1: cannot connect");
            assertThat(reason(way.deliver("stranger", "text", "x"))).contains("TLS failed");
            end.countDown();
            handshake.join();
        }
        assertThat(board.health().state()).isEqualTo(State.DEGRADED);
    }

    @Test
    public void anEventForATargetThatIsNotThereWaitsForItsFile() throws Exception {
        RetryLater waits = (RetryLater) way.deliver("ops", "text", "x");
        assertThat(waits.reason()).isEqualTo("no target is called 'ops', write etc/org.tocsin.webhook.target-ops.cfg");
        assertThat(waits.backoff().ceiling()).isEqualTo(Duration.ofSeconds(10));

        WebhookTarget wrong = target("ops", "url", "ftp://x/s3cr3t");
        assertThat(reason(way.deliver("ops", "text", "x")))
                .isEqualTo(
                        "org.tocsin.webhook.target-ops.cfg: url: is no web address, use one that begins with https://"
                                + " or http://");
        try (ScriptedServer server = ScriptedServer.saying(OK)) {
            target("ops", "url", server.url());
            wrong.close();
            assertThat(way.deliver("ops", "text", "x")).isInstanceOf(Delivered.class);
        }
        assertThat(way.deliver("ops", "v2", "{}")).isInstanceOf(Rejected.class);
    }

    @Test
    public void whatIsWrongInAFileIsNamed() {
        problem("url", "a b").startsWith("url: is no URL");
        problem("url", "https://user:pw@a/").startsWith("url: has a user");
        problem("url", "https:///x").contains("host");
        problem("url", "https://a/#b").startsWith("url: has a part behind #");
        problem("url", "https://a", "headers", "no header").startsWith("headers: a line is no header");
        problem("url", "https://a", "headers", "Host: b").startsWith("headers: Host cannot be given");
        problem("url", "https://a", "headers", "CamelHttpUri: b").contains("cannot be given");
        problem("url", "https://a", "headers", "A: b\na: c").contains("given twice");
        problem("url", "https://a", "authorization", "a\r\nb: c").startsWith("authorization: has characters");
        problem("url", "https://a", "contentType", "nonsense").startsWith("contentType: 'nonsense' is not a type");
        problem("url", "https://a", "contentType", "text/plain; charset=ISO-8859-1")
                .contains("is not a type in UTF-8");
        problem("url", "https://a", "contentType", "text/plain; charset").contains("is not a type, use");
        problem("url", "https://a", "template", "{{#x}}").startsWith("template: is no template");
        problem("url", "https://a", "reject", "200").startsWith("reject: '200' is not a list of statuses");
    }

    private org.assertj.core.api.AbstractStringAssert<?> problem(String... keysAndValues) {
        WebhookTarget target = target("wrong", keysAndValues);
        String reason = reason(way.deliver("wrong", "text", "x"));
        target.close();
        String prefix = "org.tocsin.webhook.target-wrong.cfg: ";
        assertThat(reason).startsWith(prefix);
        return assertThat(reason.substring(prefix.length()));
    }

    private WebhookTarget target(String name, String... keysAndValues) {
        return new WebhookTarget(board, Delivering.target(WebhookTarget.PID, name, keysAndValues));
    }

    private static String reason(Outcome outcome) {
        return ((RetryLater) outcome).reason();
    }
}
