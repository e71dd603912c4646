// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.ExternalResource;
import org.junit.rules.RuleChain;
import org.tocsin.itests.Agent;
import org.tocsin.sandbox.Bytes;
import org.tocsin.sandbox.Failure;
import org.tocsin.sandbox.Plan;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.Sandbox;
import org.tocsin.sandbox.SandboxRule;
import org.tocsin.sandbox.order.Ledger;
import org.tocsin.sandbox.order.Verdict;

/**
 * The agent dies where it hurts most: at each step of an event's way, of its own want of memory, by the kernel's hand. A service manager
 * starts it again, and of every event it is known what has become of it.
 */
public class DeathTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger LANES = new AtomicInteger();

    private static final SandboxRule SANDBOX = new SandboxRule();
    private static final Agent AGENT = new Agent();
    private static final ServiceManager SERVICE = new ServiceManager(AGENT);

    /** The last is ended first. */
    @ClassRule
    public static final RuleChain STAGE = RuleChain.outerRule(SANDBOX)
            .around(AGENT)
            .around(SERVICE)
            .around(new ExternalResource() {
                @Override
                protected void before() {
                    AGENT.with("TOCSIN_PAGERDUTY_URL", SANDBOX.get().url().toString());
                    SERVICE.start();
                }
            });

    @Rule
    public final LogOnFailure log = new LogOnFailure(AGENT);

    private final Sandbox sandbox = SANDBOX.get();
    private final Oracle oracle = new Oracle(AGENT, sandbox);
    private final Ledger ledger = new Ledger();
    private long since;
    private int ends;

    @Before
    public void note() {
        since = sandbox.summary().received();
        ends = SERVICE.ends();
    }

    @After
    public void fairWeather() throws IOException {
        sandbox.clear();
        if (!sandbox.summary().up()) {
            sandbox.up();
        }
    }

    /** A lane that no other test has. */
    private static LaneStory lane(String name) {
        String key = (name + LANES.incrementAndGet() + "x".repeat(32)).substring(0, 32);
        return new LaneStory(name, key, false, 1);
    }

    /** The next event of a lane, which must be taken; its mark. */
    private String take(LaneStory lane) throws IOException {
        LaneStory.Event event = lane.next();
        Http.Answer answer = new Api(AGENT).post("/send", event.text());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        ledger.accepted(lane.key(), event.mark(), Bytes.of(event.text()));
        return event.mark();
    }

    private List<Received> requests(LaneStory lane) {
        return sandbox.received(since).stream()
                .filter(request -> lane.key().equals(request.key()))
                .toList();
    }

    /** How often PagerDuty took the event with this mark. */
    private long taken(LaneStory lane, String mark) {
        return requests(lane).stream()
                .filter(request -> request.accepted() && request.body().text().contains("\"mark\":\"" + mark + "\""))
                .count();
    }

    private void judge(int kills) {
        oracle.drained(PATIENCE);
        Verdict verdict = Verdict.of(ledger, sandbox.received(since), kills);
        System.out.println("DeathTest: " + verdict.report());
        assertThat(verdict.clean()).as(verdict.report()).isTrue();
    }

    @Test
    public void inTheMiddleOfTakingAnEventAndOfTwoDeliveries() throws IOException {
        LaneStory half = lane("half");
        LaneStory silent = lane("silent");
        LaneStory unanswered = lane("unanswered");
        sandbox.plan(Plan.always(new Failure.Hang()).forKey(silent.key()));
        String first = take(silent);
        take(silent);
        await("PagerDuty has read it and is silent")
                .atMost(PATIENCE)
                .until(() -> !requests(silent).isEmpty());
        sandbox.plan(Plan.next(1, new Failure.Status(503, null)).forKey(unanswered.key()));
        String doubtful = take(unanswered);
        take(unanswered);
        String text = half.next().text();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), AGENT.port())) {
            client.getOutputStream()
                    .write(("POST /send HTTP/1.1\r\nHost: a\r\nAuthorization: token " + AGENT.token()
                                    + "\r\nContent-Length: " + text.length() + "\r\n\r\n" + text.substring(0, 100))
                            .getBytes(UTF_8));

            // in the moment in which PagerDuty has taken the event and has not said so yet
            AtomicBoolean killed = new AtomicBoolean();
            sandbox.watch(request -> {
                if (unanswered.key().equals(request.key()) && request.accepted() && !killed.getAndSet(true)) {
                    AGENT.kill();
                }
            });

            SERVICE.awaitComeback(ends + 1);
            assertThat(killed).isTrue();
            assertThat(client.getInputStream().read())
                    .as("no answer to half an event")
                    .isNegative();
        }
        sandbox.clear();
        judge(1);
        assertThat(taken(silent, first)).isEqualTo(1);
        assertThat(taken(unanswered, doubtful))
                .as("not known to be delivered, so it is sent again")
                .isEqualTo(2);
        assertThat(requests(half)).isEmpty();
    }

    @Test
    public void atTheCommitOfAnEventWhichIsKeptOnceWhenItIsSentAgain() throws IOException {
        LaneStory lane = lane("commit");
        take(lane);
        oracle.drained(PATIENCE);
        LaneStory.Event event = lane.next();
        try (Aim aim = Aim.atTheNextCommit(AGENT)) {
            assertThatThrownBy(() -> send(event)).isInstanceOf(IOException.class);
            aim.hit();
        }
        SERVICE.awaitComeback(ends + 1);
        again(lane, event);
    }

    @Test
    public void betweenTheCommitAndItsAnswerAndItIsKeptOnceWhenItIsSentAgain() throws IOException {
        LaneStory lane = lane("answer");
        // so that it can be seen that it waits
        sandbox.plan(Plan.always(new Failure.Status(503, null)).forKey(lane.key()));
        take(lane);
        LaneStory.Event event = lane.next();
        byte[] body = event.text().getBytes(UTF_8);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), AGENT.port())) {
            client.getOutputStream().write(head(event, body.length).getBytes(UTF_8));
            try (Aim aim = Aim.atTheAnswer(AGENT, client.getLocalPort())) {
                client.getOutputStream().write(body);
                aim.hit();
            }
            assertThatThrownBy(() -> {
                        if (client.getInputStream().read() < 0) {
                            throw new EOFException("closed");
                        }
                    })
                    .as("nothing was answered")
                    .isInstanceOf(IOException.class);
        }
        SERVICE.awaitComeback(ends + 1);
        assertThat(oracle.waiting()).as("it was committed").isEqualTo(2);
        sandbox.clear();
        again(lane, event);
    }

    @Test
    public void atTheSettlementOfWhatPagerDutyHas() throws IOException {
        LaneStory lane = lane("settle");
        sandbox.plan(Plan.always(new Failure.Hang()).forKey(lane.key()));
        String first = take(lane);
        String second = take(lane);
        await("the first is on its way")
                .atMost(PATIENCE)
                .until(() -> !requests(lane).isEmpty());
        try (Aim aim = Aim.atTheNextCommit(AGENT)) {
            sandbox.clear();
            aim.hit();
        }
        SERVICE.awaitComeback(ends + 1);
        judge(1);
        assertThat(taken(lane, first))
                .as("repeated, since nobody knew that it was there")
                .isEqualTo(2);
        assertThat(taken(lane, second)).isEqualTo(1);
    }

    @Test
    public void ofWantOfMemoryByItselfAndByTheKernelsHand() throws IOException {
        LaneStory lane = lane("memory");
        sandbox.down();
        take(lane);
        take(lane);

        // ten times the heap; the shell is cut off in the middle
        AGENT.tocsin("shell", "shell:new java.util.ArrayList 600000000");

        ServiceManager.Ended own = SERVICE.awaitComeback(ends + 1);
        assertThat(own.exit()).isEqualTo(1);
        assertThat(own.said())
                .contains("the agent ended with code 3: out of memory (Java heap space), give it more by")
                .contains("TOCSIN_JAVA_OPTS");
        take(lane);

        ShortMemory.killsTheAgent(AGENT);

        ServiceManager.Ended kernels = SERVICE.awaitComeback(ends + 2);
        assertThat(kernels.exit()).isEqualTo(1);
        assertThat(kernels.said()).contains("the agent ended with code 137: killed, ");
        sandbox.up();
        judge(2);
        assertThat(requests(lane)).as("each once").hasSize(3);
    }

    private static String head(LaneStory.Event event, int length) {
        return "POST /send HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: token " + AGENT.token()
                + "\r\nIdempotency-Key: death-test-" + event.mark() + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static Http.Answer send(LaneStory.Event event) throws IOException {
        return new Api(AGENT).post("/send", event.text(), "Idempotency-Key: death-test-" + event.mark());
    }

    /** The sender, which had no answer, sends the event once more under its name: it arrives once. */
    private void again(LaneStory lane, LaneStory.Event event) throws IOException {
        Http.Answer answer = send(event);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        ledger.accepted(lane.key(), event.mark(), Bytes.of(event.text()));
        take(lane);
        judge(1);
        assertThat(taken(lane, event.mark())).isEqualTo(1);
    }
}
