// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.sandbox.SandboxOptions;
import org.tocsin.sandbox.SandboxRule;
import org.tocsin.sandbox.order.Verdict;

/**
 * The promise under {@code kill -9}: what was acknowledged arrives once and in order, and a kill repeats at most the one
 * event of a lane that was under way. {@code -Dtocsin.kills} says how often, {@code -Dtocsin.seed} which moments.
 */
public class KillTest {

    /** After so many kills everything is drained and judged, so that memory holds a long run. */
    private static final int KILLS_OF_A_ROUND = 30;

    private static final int ONE_OF = 5;

    private final int kills = Integer.getInteger("tocsin.kills", KILLS_OF_A_ROUND);
    private final long seed = Long.getLong("tocsin.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Rule
    public final SandboxRule sandbox = new SandboxRule(SandboxOptions.defaults());

    @Rule
    public final Agent agent = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(agent);

    @Test
    public void nothingIsLostReorderedOrChangedHoweverOftenTheAgentIsKilled() throws Exception {
        System.out.println("KillTest: " + kills + " kills, -Dtocsin.seed=" + seed);
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString()).start();
        for (int round = 0, done = 0; done < kills; round++) {
            int now = Math.min(KILLS_OF_A_ROUND, kills - done);
            Verdict verdict = round(round, now);
            done += now;
            System.out.println("KillTest: " + done + " kills: " + verdict.figures());
        }
    }

    private Verdict round(int number, int times) throws Exception {
        Oracle oracle = new Oracle(agent, sandbox.get());
        long since = sandbox.get().summary().received();
        Traffic traffic = new Traffic(agent, "r" + number, random.nextLong());
        try (traffic;
                Weather weather = new Weather(sandbox.get(), random.nextLong())) {
            traffic.posting(6, Duration.ofMillis(8)).commands(1, Duration.ofMillis(150));
            weather.over(traffic.keys());
            boolean runs = true;
            for (int kill = 1; kill <= times; kill++) {
                if (runs) {
                    traffic.awaitAccepted(random.nextInt(60));
                    pause(random.nextInt(300));
                    agent.kill();
                } else {
                    killWhileItStarts();
                }
                runs = kill == times || random.nextInt(ONE_OF) > 0;
                if (runs) {
                    agent.start();
                }
            }
            traffic.awaitAccepted(20);
        }
        oracle.drained(Duration.ofSeconds(90));
        Verdict verdict = oracle.judge(traffic, since, times);
        assertThat(verdict.accepted()).as("events accepted between the kills").isGreaterThan(times * 10L);
        return verdict;
    }

    /** In the first moments of its life: while it recovers, opens its doors, delivers what had waited. */
    private void killWhileItStarts() throws IOException {
        Path pid = agent.data().resolve("tocsin.pid");
        Files.deleteIfExists(pid);
        Path ignored = agent.directory().resolve("killed-start.txt");
        Process start = agent.begin(ignored, ignored, "start");
        await("the JVM").atMost(Duration.ofSeconds(30)).until(() -> Files.exists(pid));
        pause(200 + random.nextInt(2_800));
        agent.kill();
        await("the end of the start").atMost(Duration.ofSeconds(30)).until(() -> !start.isAlive());
    }

    private static void pause(int millis) {
        try {
            assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS))
                    .isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
