// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.sandbox.Bytes;
import org.tocsin.sandbox.SandboxRule;
import org.tocsin.sandbox.order.Ledger;
import org.tocsin.sandbox.order.Verdict;

/** A queue that has no room says so, and a start that is not through: nobody is told "accepted" who is not. */
public class FullQueueTest {

    @Rule
    public final SandboxRule sandbox = new SandboxRule();

    @Rule
    public final Agent agent = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(agent);

    private final Api api = new Api(agent);

    @Test
    public void aFullQueueRefusesWith507AndTakesEventsAgainWhenItHasDrained() throws IOException {
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString())
                .with("TOCSIN_QUEUE_DERBY_MAXBYTES", "20000")
                .start();
        sandbox.get().down();
        Ledger ledger = new Ledger();
        LaneStory story = new LaneStory("full", DoorsTest.key("full"), false, 1);
        Http.Answer answer = offer(ledger, story);
        for (int i = 0; i < 200 && answer.status() == 200; i++) {
            answer = offer(ledger, story);
        }
        assertThat(answer.status()).isEqualTo(507);
        assertThat(answer.body())
                .startsWith("{\"errors\":[\"queue: the store holds ")
                .contains("maxBytes in org.tocsin.queue.derby.cfg");
        assertThat(ledger.accepted()).isBetween(40L, 100L);
        Call command = agent.call(List.of(
                agent.distribution().file("bin/pd-send").toString(),
                "-k",
                story.key(),
                "-t",
                "trigger",
                "-d",
                "x".repeat(1_000)));
        assertThat(command.exit()).as("%s", command).isEqualTo(1);
        assertThat(command.err().lines()).hasSize(1);

        sandbox.get().up();
        new Oracle(agent, sandbox.get()).drained(Duration.ofSeconds(60));
        await("room")
                .atMost(Duration.ofSeconds(10))
                .until(() -> offer(ledger, story).status() == 200);
        new Oracle(agent, sandbox.get()).drained(Duration.ofSeconds(30));

        Verdict verdict = Verdict.of(ledger, sandbox.get().received(), 0);
        assertThat(verdict.clean()).as(verdict.report()).isTrue();
    }

    @Test
    public void whileItStartsItAnswersNothingBut503OrTheTruth() throws IOException {
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString()).start();
        agent.tocsin("stop");
        Process start = agent.begin(
                agent.directory().resolve("start.out"), agent.directory().resolve("start.err"), "start");
        Ledger ledger = new Ledger();
        LaneStory story = new LaneStory("early", DoorsTest.key("early"), true, 1);
        Set<Integer> seen = new TreeSet<>();

        await("the first event to be accepted")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    try {
                        Http.Answer answer = offer(ledger, story);
                        seen.add(answer.status());
                        if (answer.status() == 503) {
                            assertThat(answer.header("Retry-After")).isEqualTo("1");
                            assertThat(answer.body()).startsWith("{\"errors\":[\"");
                        }
                        return answer.status() == 200;
                    } catch (java.net.ConnectException e) {
                        // nobody listens yet
                        return false;
                    }
                });

        assertThat(seen).isSubsetOf(200, 503);
        await("the start").atMost(Duration.ofSeconds(60)).until(() -> !start.isAlive());
        assertThat(start.exitValue()).isZero();
        new Oracle(agent, sandbox.get()).drained(Duration.ofSeconds(30));
        Verdict verdict = Verdict.of(ledger, sandbox.get().received(), 0);
        assertThat(verdict.clean()).as(verdict.report()).isTrue();
    }

    private Http.Answer offer(Ledger ledger, LaneStory story) throws IOException {
        LaneStory.Event event = story.next();
        Http.Answer answer = api.post("/send", event.text(), "Pd-Event-Version: " + event.version());
        if (answer.status() == 200) {
            ledger.accepted(story.key(), event.mark(), Bytes.of(event.text()));
        }
        return answer;
    }
}
