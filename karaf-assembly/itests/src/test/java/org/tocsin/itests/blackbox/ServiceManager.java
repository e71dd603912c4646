// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.rules.ExternalResource;
import org.tocsin.itests.Agent;

/** Runs an agent in the foreground, and again whenever it fails, as {@code Restart=on-failure} of systemd. */
final class ServiceManager extends ExternalResource {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Agent agent;
    private final List<Ended> ended = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "service-manager");
    private volatile boolean on = true;
    private volatile @Nullable Process current;

    /**
     * A run that is over.
     *
     * @param exit the launcher's code
     * @param said the last line on its standard error
     */
    record Ended(int exit, String said) {}

    ServiceManager(Agent agent) {
        this.agent = agent;
    }

    /** Starts it; returns when its intake is open. */
    void start() {
        thread.start();
        awaitOpen(0);
    }

    /** Returns when the agent, which is about to be killed or dead, has ended for the n-th time and has come back. */
    Ended awaitComeback(int n) {
        await("end number " + n).atMost(PATIENCE).until(() -> ended.size() >= n);
        awaitOpen(n);
        return ended.get(n - 1);
    }

    /** How often it has ended. */
    int ends() {
        return ended.size();
    }

    private void awaitOpen(int run) {
        await("the intake of run " + run)
                .atMost(PATIENCE)
                .until(() ->
                        Files.exists(out(run)) && Files.readString(out(run)).contains("intake open"));
    }

    private void run() {
        for (int run = 0; on; run++) {
            Process process = agent.begin(out(run), err(run), "run");
            current = process;
            try {
                int exit = process.waitFor();
                List<String> lines = Files.readAllLines(err(run));
                ended.add(new Ended(exit, lines.isEmpty() ? "" : lines.get(lines.size() - 1)));
                on &= exit != 0;
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Path out(int run) {
        return agent.directory().resolve("run-" + run + ".out");
    }

    private Path err(int run) {
        return agent.directory().resolve("run-" + run + ".err");
    }

    /** Ends the agent, and starts it no more. */
    @Override
    protected void after() {
        on = false;
        Process last = current;
        if (last != null) {
            last.destroy();
        }
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(thread.isAlive()).isFalse();
    }
}
