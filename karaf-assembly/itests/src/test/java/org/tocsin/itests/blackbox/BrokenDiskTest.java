// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.sandbox.SandboxRule;
import org.tocsin.sandbox.order.Verdict;

/** The disk with the queue turns read-only below a working agent, as file systems do when they find their disk broken. */
public class BrokenDiskTest {

    private static final int MEGABYTES = 320;
    private static final int LANES = 4;
    private static final Duration STAY = Duration.ofSeconds(3);
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Duration DRAIN = Duration.ofSeconds(60);

    private final Agent agent = new Agent();
    private final BrokenDisk disk =
            new BrokenDisk(agent.data().resolve("db"), agent.directory().resolve("disk"), MEGABYTES);

    @Rule
    public final SandboxRule sandbox = new SandboxRule();

    @Rule
    public final RuleChain stage = RuleChain.outerRule(disk).around(agent).around(new LogOnFailure(agent));

    private final Turns turns = new Turns(agent, "broken", LANES, 1);

    @Test
    public void nothingIsTakenOrLostAndAfterTheRepairAndARestartEverythingArrives() throws IOException {
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString())
                // of what was under way nobody knows whether it was kept, and the store tries to find out for as long
                // as it may
                .with("TOCSIN_HTTP_ANSWERTIMEOUT", "PT5S")
                .start();
        long pid = agent.pid();
        sandbox.get().down();
        turns.accept(5 * LANES);

        disk.turnReadOnly();

        await("a refusal").atMost(BOUND).until(() -> turns.offer().status() != 200);
        Set<String> answers = new TreeSet<>();
        await("refusals for a while").during(STAY).atMost(BOUND).until(() -> {
            Http.Answer answer = turns.offer();
            answers.add(answer.status() + " " + answer.body());
            return true;
        });
        assertThat(answers)
                .as("what comes then is refused at once, and says why")
                .allMatch(answer ->
                        answer.startsWith("503 {\"errors\":[\"queue: ") && answer.contains("Read-only file system"));
        Call status = agent.tocsin("status");
        assertThat(status.exit()).as(status.toString()).isEqualTo(1);
        assertThat(status.out().lines().filter(line -> line.startsWith("queue-derby ")))
                .singleElement()
                .asString()
                .contains("FAILED", "takes no events: ", "Read-only file system");
        // what is delivered now cannot be settled, and so must not be followed by anything
        sandbox.get().up();
        await("no lane gets on")
                .during(STAY)
                .atMost(BOUND)
                .until(() -> sandbox.get().accepted().size() <= LANES);
        assertThat(agent.jvms()).extracting(ProcessHandle::pid).containsExactly(pid);
        assertThat(agent.tocsin("stop").exit()).isZero();

        Call start = agent.tocsin("start");

        assertThat(start.exit()).as(start.toString()).isEqualTo(1);
        assertThat(start.err().lines()).as(start.toString()).hasSize(1);
        assertThat(start.err()).contains(agent.data().resolve("db").toString(), "cannot be written");
        assertThat(agent.jvms()).isEmpty();
        disk.repair();
        agent.start();
        new Oracle(agent, sandbox.get()).drained(DRAIN);
        Verdict verdict =
                Verdict.of(turns.ledgerWithout(Set.of()), sandbox.get().received(), 1);
        System.out.println("BrokenDiskTest: " + verdict.report() + ", refused with " + answers);
        assertThat(verdict.clean()).as(verdict.report()).isTrue();
    }
}
