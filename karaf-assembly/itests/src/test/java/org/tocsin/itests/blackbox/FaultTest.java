// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.api.Lane;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.sandbox.Failure;
import org.tocsin.sandbox.Plan;
import org.tocsin.sandbox.Sandbox;
import org.tocsin.sandbox.SandboxRule;
import org.tocsin.sandbox.order.Ledger;
import org.tocsin.sandbox.order.Verdict;

/**
 * What a host does to a process: it stops it in the middle, sets the clock, has no descriptors left, and leaves it with a long
 * backlog.
 */
public class FaultTest {

    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration DRAIN = Duration.ofSeconds(60);
    private static final Duration LONG_DRAIN = Duration.ofSeconds(85);
    private static final int BACKLOG = 10_000;
    private static final int OF_A_BATCH = 500;
    private static final int SPARE_DESCRIPTORS = 3;
    private static final int IDLE_CONNECTIONS = 40;
    private static final Duration STOPPED = Duration.ofSeconds(3);
    private static final Duration DAY = Duration.ofDays(1);

    /** Since when the oldest event of a lane waits. */
    private static final Pattern OLDEST = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\S+Z");

    @ClassRule
    public static final SandboxRule SANDBOX = new SandboxRule();

    @ClassRule
    public static final Agent AGENT = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(AGENT);

    private final Sandbox sandbox = SANDBOX.get();
    private final Oracle oracle = new Oracle(AGENT, sandbox);
    private final long since = sandbox.summary().received();

    private static ShiftedClock clock;

    @BeforeClass
    public static void start() throws IOException {
        clock = ShiftedClock.of(AGENT);
        AGENT.with("TOCSIN_PAGERDUTY_URL", SANDBOX.get().url().toString()).start();
    }

    @Test
    public void anAgentThatIsStoppedInTheMiddleGoesOnWhereItWas() {
        Traffic traffic = new Traffic(AGENT, "still", 1);
        try (traffic) {
            traffic.posting(4, PAUSE).commands(1, PAUSE).awaitAccepted(60);
            signal("STOP");
            // of each lane one answer may be on its way
            long accepted = traffic.ledger().accepted() + traffic.keys().size();
            await("nothing is accepted meanwhile")
                    .during(STOPPED)
                    .atMost(STOPPED.multipliedBy(3))
                    .until(() -> traffic.ledger().accepted() <= accepted);
            signal("CONT");
            traffic.awaitAccepted(60);
        }
        oracle.drained(DRAIN);
        oracle.judge(traffic, since, 0);
    }

    @Test
    public void aClockThatIsSetADayBackOrForwardStopsAndReordersNothing() throws IOException {
        clock.assumeThere();
        Traffic traffic = new Traffic(AGENT, "clock", 3);
        try (traffic) {
            traffic.posting(4, PAUSE).commands(1, PAUSE);
            String waiting = traffic.keys().get(0);
            sandbox.plan(Plan.always(new Failure.Status(503, null)).forKey(waiting));
            traffic.awaitAccepted(60);
            int settings = 0;
            for (Duration difference : List.of(DAY, DAY.negated(), DAY, Duration.ZERO)) {
                clock.set(difference);
                String key = DoorsTest.key("byItsClock" + settings++);
                sandbox.plan(Plan.always(new Failure.Status(503, null)).forKey(key));
                new Api(AGENT).post("/send", DoorsTest.v2(key, "resolve"));
                assertThat(Duration.between(Instant.now(), acceptedAt(key)))
                        .as("the clock of the agent is ahead by %s", difference)
                        .isCloseTo(difference, Duration.ofMinutes(2));
                long before = arrived(traffic.keys().get(1));
                traffic.awaitAccepted(60);
                await("the other lanes go on")
                        .atMost(DRAIN)
                        .until(() -> arrived(traffic.keys().get(1)) > before);
            }
            sandbox.clear();
        }
        oracle.drained(DRAIN);
        oracle.judge(traffic, since, 0);
        allIsWellAgain();
    }

    /** When the oldest event of a lane that waits was accepted, by the agent's clock. */
    private static Instant acceptedAt(String key) {
        Matcher oldest = OLDEST.matcher(
                AGENT.tocsin("lane", "show", new Lane("pagerduty", key).id()).out());
        assertThat(oldest.find()).isTrue();
        return Instant.parse(oldest.group());
    }

    private long arrived(String key) {
        return sandbox.received(since).stream()
                .filter(request -> key.equals(request.key()) && request.accepted())
                .count();
    }

    private static void allIsWellAgain() {
        await("all is well again")
                .atMost(DRAIN)
                .until(() -> AGENT.tocsin("status").exit() == 0);
    }

    @Test
    public void withoutAFreeDescriptorNothingIsLostAndItGoesOnWhenThereAreSome() throws IOException {
        long pid = AGENT.pid();
        Traffic traffic = new Traffic(AGENT, "scarce", 2);
        List<Socket> idle = new ArrayList<>();
        try (traffic) {
            traffic.posting(4, PAUSE).commands(1, PAUSE).awaitAccepted(60);
            String before = limits(pid);
            long few = descriptors(pid) + SPARE_DESCRIPTORS;
            limit(pid, few + ":" + before.substring(before.indexOf(' ') + 1));
            try {
                for (int i = 0; i < IDLE_CONNECTIONS; i++) {
                    idle.add(new Socket(InetAddress.getLoopbackAddress(), AGENT.port()));
                }
                // its connections to the other side end as well, and new ones need a descriptor
                sandbox.down();
                await("no descriptor is left, and the agent meets that")
                        .atMost(DRAIN)
                        .until(() -> descriptors(pid) >= few - 1
                                && AGENT.log().contains("TOCSIN-HTTP-012 connections cannot be accepted"));
                await("it is tried every second, and told no more than once a minute")
                        .during(STOPPED)
                        .atMost(STOPPED.multipliedBy(5))
                        .until(() -> timesTold() <= 2);
                sandbox.up();
            } finally {
                limit(pid, before.replace(' ', ':'));
                for (Socket socket : idle) {
                    socket.close();
                }
            }
            traffic.awaitAccepted(100);
        }
        assertThat(AGENT.pid()).isEqualTo(pid);
        oracle.drained(DRAIN);
        oracle.judge(traffic, since, 0);
        allIsWellAgain();
        assertThat(AGENT.log()).doesNotContain("exceptionCaught() event was fired");
    }

    private static long timesTold() {
        return AGENT.log()
                .lines()
                .filter(line -> line.contains("TOCSIN-HTTP-012"))
                .count();
    }

    @Test
    public void withTenThousandInOneLaneAStartOpensAtOnceAndAllArriveInOrder() throws IOException {
        sandbox.down();
        LaneStory story = new LaneStory("many", "manylane" + "x".repeat(24), false, 3);
        Api api = new Api(AGENT);
        Ledger ledger = new Ledger();
        for (int sent = 0; sent < BACKLOG; sent += OF_A_BATCH) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < OF_A_BATCH; i++) {
                LaneStory.Event event = story.next();
                lines.append(event.text().replaceAll("[\\n\\t]", "")).append('\n');
                ledger.accepted(story.key(), event.mark(), null);
            }
            Http.Answer answer = api.post("/events", lines.toString());
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
        assertThat(oracle.waiting()).isEqualTo(BACKLOG);
        AGENT.kill();

        Call start = AGENT.start();

        assertThat(oracle.waiting()).as("after " + start).isEqualTo(BACKLOG);
        sandbox.up();
        oracle.drained(LONG_DRAIN);
        Verdict verdict = Verdict.of(
                ledger,
                sandbox.received(since).stream()
                        .filter(request -> story.key().equals(request.key()))
                        .toList(),
                1);
        assertThat(verdict.clean()).as(verdict.report()).isTrue();
    }

    private static long descriptors(long pid) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return open.count();
        }
    }

    /** "soft hard". */
    private static String limits(long pid) {
        return prlimit("--pid", Long.toString(pid), "--nofile", "--output", "SOFT,HARD", "--noheadings", "--raw");
    }

    private static void limit(long pid, String softAndHard) {
        prlimit("--pid", Long.toString(pid), "--nofile=" + softAndHard);
    }

    private static String prlimit(String... words) {
        List<String> command = new ArrayList<>(List.of("prlimit"));
        command.addAll(List.of(words));
        Call call = AGENT.call(command);
        assertThat(call.exit()).as("%s", call).isZero();
        return call.out().trim();
    }

    private static void signal(String name) {
        Call kill = AGENT.call(List.of("kill", "-" + name, Long.toString(AGENT.pid())));
        assertThat(kill.exit()).as("%s", kill).isZero();
    }
}
