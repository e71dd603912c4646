// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.tocsin.sandbox.HurriedSandbox;
import org.tocsin.sandbox.Sandbox;
import org.tocsin.sandbox.SandboxOptions;

/**
 * The end of an outage with 10,000 events in one lane, of whose incidents 20 are still open, at a PagerDuty that takes 120 a
 * minute. With {@code --catchUp collapse}: how long an alarm takes that is raised at the end of the outage. With {@code
 * replay}: whether the status knows how long the backlog takes.
 */
public final class Storm {

    private static final String COLLAPSE = "collapse";
    private static final String REPLAY = "replay";
    private static final int PER_MINUTE = 120;
    private static final int EVENTS = 10_000;
    private static final int OPEN = 20;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Options options;
    private final String catchUp;
    private final int hurry;
    private final Duration outage;

    private Storm(Options options, String catchUp) {
        this.options = options;
        this.catchUp = catchUp;
        this.hurry = options.number("hurry", catchUp.equals(REPLAY) ? 30 : 1);
        // so long that a lane waits as long as it ever does for its next try; replay has no use for that
        this.outage =
                options.duration("outage", catchUp.equals(REPLAY) ? Duration.ofSeconds(10) : Duration.ofMinutes(10));
    }

    /**
     * Prints what happened. {@code --hurry N} makes the minutes of the sandbox and all waits so many times shorter, {@code
     * --pairs N} is how many agents go through the end of an outage at once.
     */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(args, "catchUp", "outage", "hurry");
        System.out.println(Machine.line());
        for (String catchUp : List.of(COLLAPSE, REPLAY)) {
            if (options.word("catchUp", catchUp).equals(catchUp)) {
                new Storm(options, catchUp).run();
            }
        }
        System.out.println(Machine.line());
    }

    private void run() throws Exception {
        System.out.printf(
                "%s, %d events in %d s, outage of %s%n", catchUp, PER_MINUTE, SECONDS_PER_MINUTE / hurry, outage);
        List<Callable<String>> agents = new ArrayList<>();
        // when a lane tries again is drawn by lot, so one alarm tells little
        for (int i = 0; i < (catchUp.equals(REPLAY) ? 1 : options.pairs()); i++) {
            agents.add(this::weather);
        }
        ExecutorService threads = Executors.newFixedThreadPool(agents.size());
        try {
            for (Future<String> agent : threads.invokeAll(agents)) {
                System.out.println(agent.get());
            }
        } finally {
            threads.shutdown();
        }
    }

    private String weather() throws Exception {
        Incidents incidents = new Incidents(options.size(EVENTS), OPEN);
        SandboxOptions limits = SandboxOptions.defaults().ratePerMinute(PER_MINUTE);
        try (Sandbox sandbox = HurriedSandbox.start(limits, hurry);
                RunningAgent agent = RunningAgent.start(options.home(), sandbox.url(), configuration())) {
            long began = System.nanoTime();
            sandbox.down();
            HttpLoad.post(agent.send(), agent.token(), 1, 0, incidents.events(), incidents::text);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, outage.toNanos() - (System.nanoTime() - began)));
            System.err.println(lane(agent));
            return catchUp.equals(REPLAY)
                    ? DrainForecast.watch(agent, sandbox, incidents.events())
                    : LateAlarm.raise(agent, sandbox);
        }
    }

    private Map<String, String> configuration() {
        return Map.of(
                "TOCSIN_QUEUE_CATCHUP", catchUp,
                "TOCSIN_PAGERDUTY_THROTTLEINITIAL", hurried(Duration.ofSeconds(30)),
                "TOCSIN_PAGERDUTY_THROTTLECEILING", hurried(Duration.ofMinutes(2)),
                "TOCSIN_PAGERDUTY_OUTAGECEILING", hurried(Duration.ofMinutes(5)));
    }

    /** A default of the plugin, in the sandbox's time. */
    private String hurried(Duration wait) {
        return wait.dividedBy(hurry).toString();
    }

    /** The one lane, as {@code GET /lanes} shows it. */
    static JsonNode lane(RunningAgent agent) throws IOException {
        return JSON.readTree(agent.get("/lanes")).get("lanes").get(0);
    }
}
