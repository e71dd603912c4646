// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.itests.blackbox.Turns.Taken;
import org.tocsin.sandbox.SandboxRule;
import org.tocsin.sandbox.order.Verdict;

/** Bits of the queue's files are flipped while PagerDuty is away: the agent starts, says what is lost, delivers the rest. */
public class DamagedQueueTest {

    private static final Duration DRAIN = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LANES = 4;

    @Rule
    public final SandboxRule sandbox = new SandboxRule();

    @Rule
    public final Agent agent = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(agent);

    private final Turns turns = new Turns(agent, "damage", LANES, 1);
    private final Path database = agent.data().resolve("db/queue");
    private final Map<String, String> laneIds = new TreeMap<>();

    @Before
    public void eventsWait() throws IOException {
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString());
        sandbox.get().down();
        agent.start();
        turns.accept(300);
        for (Taken event : turns.taken().subList(0, LANES)) {
            String shown = ok("event", "show", event.event(), "--json");
            laneIds.put(shown.replaceAll("(?s).*\"lane\":\"([^\"]+)\".*", "$1"), event.lane());
        }
        assertThat(laneIds).hasSize(LANES);
    }

    @Test
    public void aPageStruckAfterAStopIsMendedByTheStartAndTheReportIsAcknowledged() throws IOException {
        ok("stop");
        String damage = new Strike(database).page();
        sandbox.get().up();
        agent.start();

        DamageReport report = told(damage);
        delivered(report);
        assertThat(report.lost()).as("the log had what the page has lost").isEmpty();
        assertThat(report.words()).contains("Lost: events that waited and were not found: none");

        ok("stop");
        assertThat(ok("doctor", "--acknowledge")).contains("acknowledged: " + report.text(), " 0 damaged");
        agent.start();
        await("a status in which nothing is wrong")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ok("status")).contains("state: READY"));
    }

    @Test
    public void whatIsStruckInTheTablesAndInTheLogAfterAKillIsLostAndNamedAndNothingElse() throws IOException {
        // what the tables have is in them after a stop, what comes then is in the log alone
        ok("stop");
        agent.start();
        turns.accept(100);
        agent.kill();
        Strike strike = new Strike(database);
        List<Taken> struck =
                Stream.of(10, 11, 150, 154, 158, 320).map(turns.taken()::get).toList();
        Set<String> marks = struck.stream().map(Taken::mark).collect(Collectors.toSet());
        assertThat(strike.events(marks)).isEqualTo(marks);
        String damage = strike.page();
        sandbox.get().up();
        agent.start();

        DamageReport report = told("");
        assertThat(report.words()).contains(damage);
        assertThat(delivered(report)).containsExactlyElementsOf(struck);
    }

    @Test
    public void theDoctorNamesTheDamageOfAStoppedAgentAndRepairsItOnlyWhenTold() throws IOException {
        ok("stop");
        String damage = new Strike(database).page();
        Map<String, String> before = files();

        Call found = agent.tocsin("doctor");

        assertThat(found.exit()).as(found.toString()).isEqualTo(1);
        assertThat(found.out()).contains("damaged: " + damage, "  remedy: run tocsin doctor --repair");
        assertThat(files()).isEqualTo(before);
        Call repair = agent.tocsin("doctor", "--repair");
        assertThat(repair.exit()).as(repair.toString()).isZero();
        DamageReport report = DamageReport.of(agent);
        assertThat(repair.out()).contains("repaired: 300 events were saved", "see " + report.text());
        assertThat(ok("doctor")).contains("not acknowledged: " + report.text(), " 0 damaged");
        sandbox.get().up();
        agent.start();
        delivered(report);
    }

    /** The log and the status name the damage and the report. */
    private DamageReport told(String damage) throws IOException {
        DamageReport report = DamageReport.of(agent);
        List<String> lines = agent.log()
                .lines()
                .filter(line -> line.contains("TOCSIN-QUEUE-DERBY-007"))
                .toList();
        assertThat(lines)
                .singleElement()
                .asString()
                .contains("ERROR", damage, report.text().toString());
        assertThat(report.words()).contains("Cause: ", damage);
        Call status = agent.tocsin("status");
        assertThat(status.exit()).as(status.toString()).isEqualTo(1);
        assertThat(status.out()).contains("state: DEGRADED");
        assertThat(status.out().lines().filter(line -> line.startsWith("queue-derby ")))
                .singleElement()
                .asString()
                .contains("DEGRADED", report.text().toString());
        assertThat(ok("health")).as("it takes events").isEqualTo("OK\n");
        return report;
    }

    /** Everything arrives once and in order but what the report names as lost; which it answers with, oldest first. */
    private List<Taken> delivered(DamageReport report) throws IOException {
        List<Taken> lost = new ArrayList<>();
        Map<String, Integer> named = new LinkedHashMap<>();
        for (DamageReport.Lost lane : report.lost()) {
            String key = laneIds.get(lane.lane());
            List<Taken> meant = turns.taken().stream()
                    .filter(event -> event.lane().equals(key) && lane.covers(event.order()))
                    .toList();
            assertThat(meant).as("lost of lane " + lane.lane()).hasSize(lane.count());
            assertThat(report.words()).contains("  lane " + lane.lane() + ": " + lane.count() + ", among ");
            assertThat(named.put(lane.lane(), lane.count())).isNull();
            lost.addAll(meant);
        }
        turns.accept(2 * LANES);
        Oracle oracle = new Oracle(agent, sandbox.get());
        oracle.drained(DRAIN);
        Verdict verdict = Verdict.of(turns.ledgerWithout(lost), sandbox.get().received(), 0);
        System.out.println("DamagedQueueTest: " + verdict.report() + ", named as lost " + named);
        assertThat(verdict.clean()).as(verdict.report()).isTrue();
        return turns.taken().stream().filter(lost::contains).toList();
    }

    /** The files of all databases, with what tells whether one was touched. The lock beside them is whose turn it is. */
    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(agent.data().resolve("db"))) {
            for (Path path : all.filter(Files::isRegularFile)
                    .filter(path -> !path.endsWith("queue.lock"))
                    .toList()) {
                files.put(path.toString(), Files.size(path) + " " + Files.getLastModifiedTime(path));
            }
        }
        return files;
    }

    private String ok(String... words) {
        Call call = agent.tocsin(words);
        assertThat(call.exit()).as(call.toString()).isZero();
        return call.out();
    }
}
