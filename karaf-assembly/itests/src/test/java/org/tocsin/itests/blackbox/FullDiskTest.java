// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;
import org.tocsin.itests.Agent;
import org.tocsin.itests.BusyHost;
import org.tocsin.itests.Call;
import org.tocsin.sandbox.SandboxRule;
import org.tocsin.sandbox.order.Verdict;

/**
 * The disk with the agent's data is full, to the last byte, and then is not: nothing that was accepted is lost, and
 * nobody restarts anything. Once all the data are on it, and what one file gives back another takes; once only the
 * databases. {@code -Dtocsin.disk.cycles=50} for more.
 */
@RunWith(Parameterized.class)
public class FullDiskTest {

    private static final int CYCLES = Integer.getInteger("tocsin.disk.cycles", 4);

    /** The container's cache, the database with the log that it lays out ahead, and that log once more. */
    private static final int MEGABYTES = 360;

    private static final int LANES = 4;
    private static final int MOST_TAKEN_BY_A_FULL_DISK = 20_000;
    private static final Duration STAY = Duration.ofSeconds(1);
    private static final Duration PROMPT = Duration.ofSeconds(1);
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Duration DRAIN = Duration.ofSeconds(60);

    private final Agent agent = new Agent().fresh();
    private final SmallDisk disk;

    @Rule
    public final SandboxRule sandbox = new SandboxRule();

    @Rule
    public final RuleChain stage;

    private final Turns turns = new Turns(agent, "full", LANES, 1);

    public FullDiskTest(String place) {
        disk = new SmallDisk(agent.data().resolve(place), MEGABYTES);
        stage = RuleChain.outerRule(disk).around(agent).around(new LogOnFailure(agent));
    }

    /** Where in the agent's data the disk is. */
    @Parameters(name = "data/{0}")
    public static List<String> places() {
        return List.of("", "db");
    }

    @Before
    public void start() {
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString()).start();
    }

    /** In every second cycle what waits is delivered before there is room again. */
    @Test
    public void aFullDiskRefusesAndDeliversAndTheAgentTakesEventsAgainWithinASecondOfThereBeingRoom()
            throws IOException {
        Oracle oracle = new Oracle(agent, sandbox.get());
        long pid = agent.pid();
        List<Duration> recoveries = new ArrayList<>();
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            sandbox.get().down();
            turns.accept(5 * LANES);
            disk.fill();
            Http.Answer refusal = untilRefused();
            everyoneIsRefused(refusal);
            sendersAreTold();
            statusTells();
            assertThat(agent.jvms()).extracting(ProcessHandle::pid).containsExactly(pid);
            if (cycle % 2 == 1) {
                sandbox.get().up();
                oracle.drained(DRAIN);
                assertThat(turns.offer().status())
                        .as("new events still wait for room")
                        .isEqualTo(507);
            }
            disk.empty();
            recoveries.add(untilTaken());
            if (cycle % 2 == 0) {
                sandbox.get().up();
            }
            oracle.drained(DRAIN);
        }
        Verdict verdict =
                Verdict.of(turns.ledgerWithout(List.of()), sandbox.get().received(), 0);
        System.out.println("FullDiskTest: taken again after " + recoveries + "; " + verdict.report());
        assertThat(verdict.clean()).as(verdict.report()).isTrue();
        assertThat(recoveries).as("taken again within a second").allMatch(this::isPrompt);
        assertThat(agent.tocsin("status").exit()).isZero();
    }

    /** Not only the first: the disk stays full for longer than the store rests after a refusal. */
    private void everyoneIsRefused(Http.Answer first) {
        Set<String> answers = new TreeSet<>(List.of(first.status() + " " + first.body()));
        await("the disk to be full for a while").during(STAY).atMost(BOUND).until(() -> {
            Http.Answer answer = turns.offer();
            answers.add(answer.status() + " " + answer.body());
            return true;
        });
        assertThat(answers).allMatch(answer -> answer.startsWith("507 {\"errors\":[\"queue: "));
    }

    private Http.Answer untilRefused() throws IOException {
        Http.Answer answer = turns.offer();
        for (int i = 0; i < MOST_TAKEN_BY_A_FULL_DISK && answer.status() == 200; i++) {
            answer = turns.offer();
        }
        return answer;
    }

    private void sendersAreTold() {
        String key = "sendersxxxxxxxxxxxxxxxxxxxxxxxxx";
        List<Call> calls = List.of(
                agent.call(List.of(
                        agent.distribution().file("bin/pd-send").toString(), "-k", key, "-t", "trigger", "-d", "full")),
                agent.tocsin("trigger", "-k", key, "-d", "full"));
        for (Call call : calls) {
            assertThat(call.exit()).as(call.toString()).isEqualTo(1);
            assertThat(call.out()).as(call.toString()).isEmpty();
            assertThat(call.err().lines()).as(call.toString()).hasSize(1);
        }
    }

    private void statusTells() {
        Call status = agent.tocsin("status");
        assertThat(status.exit()).as(status.toString()).isEqualTo(1);
        assertThat(status.out().lines().filter(line -> line.startsWith("queue-derby ")))
                .singleElement()
                .asString()
                .contains("DEGRADED", "takes no events: ", "free space");
    }

    private boolean isPrompt(Duration recovery) {
        return recovery.compareTo(BusyHost.takes(PROMPT)) < 0;
    }

    private Duration untilTaken() {
        long begin = System.nanoTime();
        await("an event is taken")
                .atMost(BOUND)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> turns.offer().status() == 200);
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
