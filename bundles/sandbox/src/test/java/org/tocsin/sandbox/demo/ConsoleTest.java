// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.Test;

/** One line per step; escape sequences only where a terminal reads them. */
public class ConsoleTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AtomicLong now = new AtomicLong();

    @Test
    public void aStepIsOneLineWithTheTimeSinceTheBeginning() throws Exception {
        try (Console console = console(false, true)) {
            console.step("the agent is started", () -> {
                now.addAndGet(Duration.ofMillis(3_140).toNanos());
            });
            assertThat(shown()).isEqualTo("   3.1 s  the agent is started\n");
            assertThat(console.green("x")).isEqualTo("x");
        }
    }

    @Test
    public void aStepThatFailsSaysSo() {
        try (Console console = console(false, true)) {
            assertThatThrownBy(() -> console.step("all is delivered", () -> {
                        throw new DemoException("no");
                    }))
                    .isInstanceOf(DemoException.class);
            assertThat(shown()).isEqualTo("   0.0 s  all is delivered  failed\n");
        }
    }

    @Test
    public void onATerminalALongStepShowsItsClock() throws Exception {
        try (Console console = console(true, false)) {
            console.step("the agent is started", () -> {
                Awaitility.await("the clock moves")
                        .atMost(Duration.ofSeconds(5))
                        .until(() -> shown().contains("\r   0.0 s  the agent is started …"));
            });
            assertThat(shown()).endsWith("\r\u001b[K   0.0 s  the agent is started\n");
            assertThat(console.green("no colour was wished")).isEqualTo("no colour was wished");
        }
    }

    private Console console(boolean terminal, boolean colour) {
        return new Console(new PrintStream(out, true, StandardCharsets.UTF_8), terminal, colour, now::get);
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
