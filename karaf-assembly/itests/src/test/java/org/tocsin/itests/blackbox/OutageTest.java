// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.api.Lane;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.sandbox.Failure;
import org.tocsin.sandbox.Plan;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.Sandbox;
import org.tocsin.sandbox.SandboxRule;

/** PagerDuty is away, or does not answer: senders go on, lanes keep their order, and what waits survives a stop. */
public class OutageTest {

    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration DRAIN = Duration.ofSeconds(60);

    @ClassRule
    public static final SandboxRule SANDBOX = new SandboxRule();

    @ClassRule
    public static final Agent AGENT = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(AGENT);

    @BeforeClass
    public static void start() {
        AGENT.with("TOCSIN_PAGERDUTY_URL", SANDBOX.get().url().toString()).start();
    }

    private final Sandbox sandbox = SANDBOX.get();
    private final Oracle oracle = new Oracle(AGENT, sandbox);
    private final long since = sandbox.summary().received();

    @After
    public void fairWeather() throws IOException {
        sandbox.clear();
        if (!sandbox.summary().up()) {
            sandbox.up();
        }
    }

    @Test
    public void sendersGoOnThroughAnOutageAndEverythingArrivesAfterIt() throws IOException {
        Traffic traffic = new Traffic(AGENT, "outage", 1);
        try (traffic) {
            traffic.posting(4, PAUSE).awaitAccepted(40);
            sandbox.down();
            long arrived = sandbox.summary().accepted();
            // of each lane one may have arrived whose sender did not know yet that it was accepted
            traffic.awaitAccepted(200 + traffic.keys().size());
            assertThat(sandbox.summary().accepted()).isEqualTo(arrived);
            assertThat(oracle.waiting()).isGreaterThanOrEqualTo(200);
            sandbox.up();
            traffic.awaitAccepted(40);
        }
        oracle.drained(DRAIN);
        oracle.judge(traffic, since, 0);
    }

    @Test
    public void aHangingLaneHoldsUpNoOther() {
        Traffic traffic = new Traffic(AGENT, "hang", 2);
        try (traffic) {
            traffic.posting(3, PAUSE);
            String hanging = traffic.keys().get(0);
            sandbox.plan(Plan.always(new Failure.Hang()).forKey(hanging));
            await("the first attempt of the lane that hangs")
                    .until(() -> sandbox.received(since).stream().anyMatch(request -> hanging.equals(request.key())));
            for (String free : traffic.keys().subList(1, 3)) {
                await("a lane beside it").atMost(Duration.ofSeconds(15)).until(() -> arrived(free) >= 20);
            }
            assertThat(sandbox.received(since).stream()
                            .filter(request -> hanging.equals(request.key()))
                            .filter(Received::accepted))
                    .as("what arrives from the lane that hangs")
                    .hasSizeLessThanOrEqualTo((int) arrivedBefore(hanging));
            sandbox.clear();
        }
        oracle.drained(DRAIN);
        oracle.judge(traffic, since, 0);
    }

    @Test
    public void aStopWithABacklogTakesLessThanTwoSecondsAndTheNextStartDeliversIt() {
        Traffic traffic = new Traffic(AGENT, "stop", 3);
        try (traffic) {
            sandbox.plan(Plan.next(1, new Failure.Hang()));
            sandbox.plan(Plan.always(new Failure.Status(503, null)));
            traffic.posting(4, PAUSE).awaitAccepted(200);
        }
        long waiting = oracle.waiting();
        assertThat(waiting).isGreaterThanOrEqualTo(200);

        Call stop = AGENT.tocsin("stop");

        assertThat(stop.exit()).as("%s", stop).isZero();
        assertThat(stop.took()).as("%s", stop).isLessThan(Duration.ofSeconds(2));
        AGENT.start();
        assertThat(oracle.waiting()).isEqualTo(waiting);
        sandbox.clear();
        oracle.drained(DRAIN);
        oracle.judge(traffic, since, 0);
    }

    @Test
    public void aStopUnderLoadLosesAndRepeatsNothing() {
        Traffic traffic = new Traffic(AGENT, "load", 4);
        try (traffic) {
            traffic.posting(4, Duration.ofMillis(2)).awaitAccepted(100);
            Call stop = AGENT.tocsin("stop");
            assertThat(stop.exit()).as("%s", stop).isZero();
            assertThat(stop.took()).as("%s", stop).isLessThan(Duration.ofSeconds(2));
            AGENT.start();
            traffic.awaitAccepted(100);
        }
        oracle.drained(DRAIN);
        oracle.judge(traffic, since, 0);
    }

    @Test
    public void aNewConfigurationOfTheQueueTakesEffectUnderLoadAndLosesNothing() throws IOException {
        Traffic traffic = new Traffic(AGENT, "conf", 5);
        try (traffic) {
            traffic.posting(4, PAUSE).awaitAccepted(50);
            Set<String> before = queue();
            Path file = AGENT.etc().resolve("org.tocsin.queue.cfg");
            String text = Files.readString(file);
            assertThat(text).contains("maxInFlight = 128");
            Files.writeString(file, text.replace("maxInFlight = 128", "maxInFlight = 64"));
            assertThat(before).hasSize(1);
            await("a new queue")
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(queue()).hasSize(1).isNotEqualTo(before));
            traffic.awaitAccepted(100);
        }
        assertThat(AGENT.tocsin("health").out()).isEqualTo("OK\n");
        oracle.drained(DRAIN);
        oracle.judge(traffic, since, 0);
    }

    @Test
    public void aBlockedLaneIsToldOnAnotherOneAndAHeartbeatTellsThatTheAgentLives() throws IOException {
        String blocked = DoorsTest.key("blocked");
        String alarms = DoorsTest.key("alarms");
        Path key = Files.writeString(AGENT.directory().resolve("alarms.key"), alarms + '\n');
        Path alarm = AGENT.etc().resolve("org.tocsin.alarm.cfg");
        Path heartbeat = AGENT.etc().resolve("org.tocsin.heartbeat.cfg");
        String alarmBefore = Files.readString(alarm);
        String heartbeatBefore = Files.readString(heartbeat);
        Path pagerduty = AGENT.etc().resolve("org.tocsin.pagerduty.cfg");
        String pagerdutyBefore = Files.readString(pagerduty);
        sandbox.plan(Plan.always(new Failure.Status(503, null)).forKey(blocked));
        try {
            Files.writeString(
                    alarm,
                    alarmBefore
                            .replace("keyFile =", "keyFile = " + key)
                            .replace("blockedFor = PT10M", "blockedFor = PT2S"));
            Files.writeString(heartbeat, heartbeatBefore.replace("enabled = off", "enabled = on"));
            new Api(AGENT).post("/send", DoorsTest.v2(blocked, "resolve"));

            await("the alarm")
                    .atMost(DRAIN)
                    .untilAsserted(() -> assertThat(texts(alarms))
                            .singleElement()
                            .asString()
                            .contains(
                                    "\"event_action\":\"trigger\"",
                                    "\"class\":\"blocked\"",
                                    new Lane("pagerduty", blocked).id()));
            assertThat(AGENT.tocsin("status").out()).containsPattern("alarm +READY +rings on pd-\\w+; told: blocked");
            sandbox.clear();
            await("its end")
                    .atMost(DRAIN)
                    .untilAsserted(() -> assertThat(texts(alarms))
                            .hasSize(2)
                            .last()
                            .asString()
                            .contains("\"event_action\":\"resolve\""));
            await("a heartbeat").atMost(DRAIN).until(() -> !sandbox.heartbeats().isEmpty());
            assertThat(sandbox.heartbeats().get(0))
                    .contains("\"agent_version\":\"tocsin-", "\"host_name\"")
                    .doesNotContain(alarms, blocked);
            Files.writeString(pagerduty, pagerdutyBefore.replace("proxy =", "proxy = ftp://nowhere"));
            await("the heartbeat to go the way of PagerDuty's events, which is wrong")
                    .atMost(DRAIN)
                    .untilAsserted(() -> assertThat(AGENT.tocsin("status").out())
                            .containsPattern("heartbeat +DEGRADED +org.tocsin.pagerduty.cfg: proxy: 'ftp://nowhere'"));
        } finally {
            Files.writeString(alarm, alarmBefore);
            Files.writeString(heartbeat, heartbeatBefore);
            Files.writeString(pagerduty, pagerdutyBefore);
        }
        await("the alarms are off again")
                .atMost(DRAIN)
                .until(
                        () -> AGENT.tocsin("status").out(),
                        status -> status.contains("off: no keyFile") && !status.contains("org.tocsin.pagerduty.cfg"));
    }

    private List<String> texts(String key) {
        return sandbox.received(since).stream()
                .filter(request -> key.equals(request.key()) && request.accepted())
                .map(request -> request.body().text())
                .toList();
    }

    /** The queue that is offered: another one has another number. */
    private static Set<String> queue() {
        Call list = AGENT.tocsin("shell", "service:list org.tocsin.api.EventQueue");
        assertThat(list.exit()).as("%s", list).isZero();
        return Pattern.compile("service\\.id = \\d+")
                .matcher(list.out())
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private long arrived(String key) {
        return sandbox.received(since).stream()
                .filter(request -> key.equals(request.key()) && request.accepted())
                .count();
    }

    /** What a lane had delivered before its first request that hung. */
    private long arrivedBefore(String key) {
        return sandbox.received(since).stream()
                .filter(request -> key.equals(request.key()))
                .takeWhile(request -> !"hang".equals(request.failure()))
                .filter(Received::accepted)
                .count();
    }
}
