// SPDX-License-Identifier: Apache-2.0
package org.tocsin.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.channel.standin.ScriptedServer.http;
import static org.tocsin.channel.standin.ScriptedServer.say;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
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

    private static final String OK = http("200 OK", "", "");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Config config = Delivering.config(Config.class, "deadline", "PT2S", "connectTimeout", "PT2S");
    private final WebhookBoard board = new WebhookBoard(config);
    private final WebhookRoutes routes = new WebhookRoutes(Delivering.FROM, config, "1.2.3", board);
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
                            new org.tocsin.api.Lane("webhook", "ops").id() + "-1"));
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
