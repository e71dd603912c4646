// SPDX-License-Identifier: Apache-2.0
package org.tocsin.teams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.channel.standin.ScriptedServer.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.Outcome.Delivered;
import org.tocsin.api.Outcome.Rejected;
import org.tocsin.api.Outcome.RetryLater;
import org.tocsin.channel.Delivering;
import org.tocsin.channel.Notice;
import org.tocsin.channel.standin.ScriptedServer;

/** The route against a stand-in that keeps the documented limits of Teams. */
public class TeamsTest {

    /** Of a workflow; the signature in it is over these very characters. */
    private static final String PATH =
            "/workflows/0123abcd/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=a-b_c%2Bd";

    private final Config config = Delivering.config(Config.class, "deadline", "PT5S");
    private final TeamsBoard board = new TeamsBoard(config);
    private final TeamsRoutes routes = new TeamsRoutes(Delivering.FROM, config, "1.2.3", board, new TeamsDialect());
    private final List<JsonNode> cards = new CopyOnWriteArrayList<>();
    private final Deque<Long> lastSecond = new ArrayDeque<>();
    private volatile String answer = http("202 Accepted", "", "");
    private ScriptedServer server;
    private Delivering way;

    @Before
    public void start() throws Exception {
        server = new ScriptedServer(this::answer);
        way = new Delivering("teams", routes);
        var unused = new TeamsTarget(board, Delivering.target(TeamsTarget.PID, "ops", "url", server.url() + PATH));
    }

    @After
    public void stop() throws Exception {
        server.close();
        way.close();
        routes.close();
    }

    /** Four requests a second, 28 KB, and an Adaptive Card in a message. */
    private synchronized void answer(Socket socket, int request) throws IOException {
        ScriptedServer.Request got = server.requests.get(request - 1);
        long now = System.nanoTime();
        lastSecond.removeIf(time -> now - time > Duration.ofSeconds(1).toNanos());
        lastSecond.add(now);
        JsonNode message = new ObjectMapper().readTree(got.body());
        JsonNode attachment = message.path("attachments").path(0);
        if (!got.line().equals("POST " + PATH + " HTTP/1.1")) {
            ScriptedServer.say(socket, http("401 Unauthorized", "", "{\"error\":{\"code\":\"AuthorizationFailed\"}}"));
        } else if (lastSecond.size() > 4) {
            ScriptedServer.say(socket, http("429 Too Many Requests", "", ""));
        } else if (got.body().getBytes(StandardCharsets.UTF_8).length > 28 * 1024) {
            ScriptedServer.say(socket, http("413 Payload Too Large", "", ""));
        } else if (!message.path("type").asText().equals("message")
                || !attachment.path("contentType").asText().equals("application/vnd.microsoft.card.adaptive")
                || !attachment.path("content").path("type").asText().equals("AdaptiveCard")) {
            ScriptedServer.say(socket, http("400 Bad Request", "", "Summary or Text is required."));
        } else {
            cards.add(attachment.path("content"));
            ScriptedServer.say(socket, answer);
        }
    }

    @Test
    public void anEventIsACard() throws Exception {
        assertThat(way.deliver("ops", "v2", Delivering.trigger("disk full"))).isEqualTo(new Delivered("HTTP 202"));
        way.deliver("ops", "v2", "{\"event_action\":\"resolve\",\"dedup_key\":\"k\"}");
        way.deliver("ops", "text", "one\ntwo");

        JsonNode body = cards.get(0).path("body");
        assertThat(body.path(0).path("text").asText()).isEqualTo("CRITICAL");
        assertThat(body.path(0).path("color").asText()).isEqualTo("Attention");
        assertThat(body.path(1).path("text").asText()).isEqualTo("disk full");
        assertThat(body.path(2).path("facts").path(0))
                .isEqualTo(new ObjectMapper().readTree("{\"title\":\"source\",\"value\":\"web1\"}"));
        assertThat(cards.get(1).path("body").path(0).path("color").asText()).isEqualTo("Good");
        assertThat(cards.get(2).path("body").path(1).path("text").asText()).isEqualTo("two");
    }

    @Test
    public void aBurstIsKeptToTheRate() throws Exception {
        for (int i = 0; i < 7; i++) {
            assertThat(way.deliver("ops", "text", "n" + i)).as("%s", i).isInstanceOf(Delivered.class);
        }
        assertThat(cards).hasSize(7);
    }

    @Test
    public void whatIsTooLongIsLeftOutAndThatIsSaid() throws Exception {
        String details = IntStream.range(0, 500)
                .mapToObj(i -> "\"d" + i + "\":\"" + "ü\\\"".repeat(100) + "\"")
                .collect(Collectors.joining(","));
        String event = "{\"event_action\":\"trigger\",\"payload\":{\"summary\":\"" + "s".repeat(5_000)
                + "\",\"severity\":\"info\",\"custom_details\":{" + details + "}}}";

        assertThat(way.deliver("ops", "v2", event)).isInstanceOf(Delivered.class);
        assertThat(cards.get(0).toString()).contains("more left out, Teams takes no longer message");
        assertThat(way.deliver("ops", "text", "\u0001\"".repeat(200_000))).isInstanceOf(Delivered.class);
        assertThat(way.deliver("ops", "text", "\u0001\n" + "\u0001".repeat(200_000)))
                .isInstanceOf(Delivered.class);
        assertThat(server.requests)
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.body().getBytes(StandardCharsets.UTF_8).length)
                        .isLessThanOrEqualTo(Card.MAX_BYTES));
    }

    @Test
    public void ofAnyNumberOfDetailsTheFirstAreShownAndTheRestIsCounted() throws Exception {
        String details =
                IntStream.range(0, 60_000).mapToObj(i -> "\"" + i + "\":1").collect(Collectors.joining(","));
        String event =
                "{\"event_action\":\"trigger\",\"dedup_key\":\"k\",\"payload\":{\"summary\":\"s\",\"custom_details\":{"
                        + details + "}}}";

        Notice notice = Notice.of(Body.of(event), "v2");
        long before = allocated();
        String card = Card.of(notice);
        assertThat(allocated() - before)
                .as("bytes for a card of %s", card.length())
                .isLessThan(16 << 20);

        assertThat(way.deliver("ops", "v2", event)).isInstanceOf(Delivered.class);
        JsonNode body = cards.get(0).path("body");
        int shown = body.path(body.size() - 2).path("facts").size();
        assertThat(shown).isBetween(100, 500);
        assertThat(body.path(body.size() - 1).path("text").asText())
                .isEqualTo("… " + (60_001 - shown) + " more left out, Teams takes no longer message");
    }

    /** By this thread since its beginning, in bytes. */
    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    public void whatTeamsSaidInsideAnAnswerCounts() throws Exception {
        String words =
                "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error %s with"
                        + " ContextId x";
        answer = http("200 OK", "", String.format(words, 429));
        assertThat(way.deliver("ops", "text", "x"))
                .isInstanceOfSatisfying(
                        RetryLater.class,
                        later -> assertThat(later.backoff().initial()).isEqualTo(Duration.ofSeconds(30)));
        answer = http("200 OK", "", String.format(words, 413));
        assertThat(way.deliver("ops", "text", "x")).isInstanceOf(Rejected.class);
        answer = http("200 OK", "", String.format(words, 503));
        assertThat(way.deliver("ops", "text", "x")).isInstanceOf(RetryLater.class);
        answer = http("200 OK", "", "1");
        assertThat(way.deliver("ops", "text", "x")).isEqualTo(new Delivered("HTTP 200 1"));
    }
}
