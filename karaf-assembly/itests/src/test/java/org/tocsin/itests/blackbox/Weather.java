// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.tocsin.sandbox.Failure;
import org.tocsin.sandbox.Plan;
import org.tocsin.sandbox.Sandbox;

/**
 * A PagerDuty that fails now and then. Only failures in which it takes nothing, so that every repeat that arrives is to
 * be explained by a kill.
 */
final class Weather implements AutoCloseable {

    private static final int EVERY_MS = 250;
    private static final int AT_A_TIME = 3;

    private final Sandbox sandbox;
    private final Random random;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    Weather(Sandbox sandbox, long seed) {
        this.sandbox = sandbox;
        this.random = new Random(seed);
    }

    /** Begins, on these lanes. */
    void over(List<String> keys) {
        var unused = clock.scheduleAtFixedRate(() -> change(keys), EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** What befalls nobody, because the agent is away, does not gather for the moment of its start. */
    private void change(List<String> keys) {
        if (sandbox.plans().size() < AT_A_TIME) {
            Plan next = Plan.next(1, failure(random.nextInt(20)));
            sandbox.plan(next.forKey(keys.get(random.nextInt(keys.size()))));
        }
    }

    private static Failure failure(int number) {
        return switch (number) {
            case 0 -> new Failure.Status(429, "1");
            case 1, 2, 3, 4, 5 -> new Failure.Reset(false);
            case 6, 7, 8 -> new Failure.Close();
            case 9, 10, 11 -> new Failure.Status(503, null);
            case 12 -> new Failure.Redirect(307, null);
            default -> new Failure.Status(500, null);
        };
    }

    @Override
    public void close() {
        clock.shutdownNow();
        sandbox.clear();
    }
}
