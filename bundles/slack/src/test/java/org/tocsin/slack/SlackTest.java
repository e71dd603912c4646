// SPDX-License-Identifier: Apache-2.0
package org.tocsin.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Outcome;
import org.tocsin.api.Outcome.Delivered;
import org.tocsin.api.Outcome.Rejected;
import org.tocsin.api.Outcome.RetryLater;
import org.tocsin.channel.Delivering;
import org.tocsin.channel.Pace;

/** The route against a stand-in that keeps Slack's documented limits. */
public class SlackTest {

    private final Config config = Delivering.config(Config.class, "deadline", "PT5S");
    private final SlackBoard board = new SlackBoard(config);
    /** Of us and of Slack; nothing but a wait makes it pass. */
    private final AtomicLong nanos = new AtomicLong();

    private final SlackDialect dialect = new SlackDialect(new Pace(SlackDialect.GAP, nanos::get, nanos::addAndGet));
    private final SlackRoutes routes = new SlackRoutes(Delivering.FROM, config, "1.2.3", board, dialect);
    private Delivering way;
    private SlackStandIn slack;

    @Before
    public void start() throws Exception {
        way = new Delivering("slack", routes);
        slack = new SlackStandIn(nanos::get);
        target("ops");
    }

    @After
    public void stop() throws Exception {
        slack.close();
        way.close();
        routes.close();
    }

    @Test
    public void anEventIsOneTextThatNobodyIsCalledBy() throws Exception {
        assertThat(way.deliver("ops", "v2", Delivering.trigger("disk <!channel> & <@U1> full")))
                .isEqualTo(new Delivered("HTTP 200 ok"));

        assertThat(slack.posted.get(0).properties()).as("exactly one key").hasSize(1);
        assertThat(slack.texts())
                .containsExactly(
                        "*CRITICAL* disk &lt;!channel&gt; &amp; &lt;@U1&gt; full\n• source: web1\n• dedup key: k");
    }

    @Test
    public void textAndItsFurtherLinesArePostedAndATemplateMayBeGiven() throws Exception {
        way.deliver("ops", "text", "disk full\nof web1");
        target("short", "template", "{{title}}!");
        way.deliver("short", "text", "disk full\nof web1");

        assertThat(slack.texts()).containsExactly("disk full\nof web1", "disk full!");
    }

    @Test
    public void messagesKeepToOneASecondSoThatNoneIsThrottled() throws Exception {
        for (int i = 1; i <= 3; i++) {
            assertThat(way.deliver("ops", "text", "n" + i)).isInstanceOf(Delivered.class);
        }
        assertThat(slack.texts()).containsExactly("n1", "n2", "n3");
        assertThat(slack.throttled).isZero();
        target("too");
        assertThat(way.deliver("too", "text", "n4"))
                .as("another target with the same webhook")
                .isInstanceOf(Delivered.class);
        assertThat(slack.throttled).isZero();
    }

    @Test
    public void whoeverElsePostsThereMayHaveUsedUpTheSecond() throws Exception {
        slack.post("somebody else");
        RetryLater later = (RetryLater) way.deliver("ops", "text", "mine");

        assertThat(later.after()).isEqualTo(Duration.ofSeconds(1));
        assertThat(later.reason()).isEqualTo("HTTP 429 rate_limited");
        assertThat(board.health().state()).isEqualTo(State.READY);
        assertThat(way.deliver("ops", "text", "mine")).isInstanceOf(Delivered.class);
    }

    @Test
    public void aLongTextIsCutBehindWhatSlackShows() throws Exception {
        assertThat(way.deliver("ops", "text", "<".repeat(30_000))).isInstanceOf(Delivered.class);
        assertThat(slack.texts().get(0))
                .hasSizeBetween(SlackDialect.MAX_TEXT - 3, SlackDialect.MAX_TEXT)
                .as("no escape is cut in two")
                .endsWith("&lt;…");
    }

    @Test
    public void theWebhookIsPutRightByAnOperatorAndTheMessageIsNot() throws Exception {
        for (String word : List.of(
                "403 action_prohibited",
                "404 no_service",
                "404 channel_not_found",
                "410 channel_is_archived",
                "500 rollup_error")) {
            slack.answer = word;
            assertThat(way.deliver("ops", "text", "x"))
                    .as(word)
                    .isInstanceOfSatisfying(
                            RetryLater.class,
                            later -> assertThat(later.reason())
                                    .contains("HTTP " + word)
                                    .doesNotContain(SlackStandIn.SECRET));
            assertThat(board.health().state()).as(word).isEqualTo(State.DEGRADED);
        }
        slack.answer = "400 invalid_payload";
        assertThat(way.deliver("ops", "text", "x")).isEqualTo(new Rejected("HTTP 400 invalid_payload (secret)"));
    }

    @Test
    public void theLongestEventIsTaken() throws Exception {
        String details = IntStream.range(0, 2_000)
                .mapToObj(i -> "\"d" + i + "\":\"" + "ü".repeat(50) + "\"")
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        String event =
                "{\"event_action\":\"trigger\",\"payload\":{\"summary\":\"s\",\"custom_details\":{" + details + "}}}";
        Outcome outcome = way.deliver("ops", "v2", event);
        assertThat(outcome).isInstanceOf(Delivered.class);
        assertThat(slack.texts().get(0)).hasSize(SlackDialect.MAX_TEXT);
    }

    private SlackTarget target(String name, String... keysAndValues) {
        String[] all = IntStream.range(0, keysAndValues.length + 2)
                .mapToObj(i -> i < 2 ? List.of("url", slack.url()).get(i) : keysAndValues[i - 2])
                .toArray(String[]::new);
        return new SlackTarget(board, Delivering.target(SlackTarget.PID, name, all));
    }
}
