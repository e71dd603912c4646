// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The sandbox as a program. */
public class MainTest {

    private static final String KEY = "0123456789abcdef0123456789ABCDEF";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void itPrintsItsUrlAndALineForEachRequest() throws Exception {
        Path shown = folder.getRoot().toPath().resolve("shown");
        Process program = start(shown, "--port", "0", "--fail", "503&times=1", "--rate", "1");
        try {
            Awaitility.await("the first line")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Files.readString(shown).endsWith("\n"));
            String url = Files.readString(shown).split(" +", 3)[1];
            int port = URI.create(url).getPort();
            String event = "{\"routing_key\":\"" + KEY + "\",\"event_action\":\"resolve\",\"dedup_key\":\"disk/web1\"}";
            for (int status : List.of(503, 202, 429)) {
                assertThat(RawHttp.post(port, "/v2/enqueue", event).status()).isEqualTo(status);
            }
            Awaitility.await("a line for each request")
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> Files.readAllLines(shown).size() == 4);
            assertThat(Files.readAllLines(shown).get(1))
                    .endsWith("#1     v2     …CDEF  resolve     503 refused (503)  disk/web1");
            assertThat(Files.readAllLines(shown).get(2)).endsWith("202 accepted  disk/web1");
            assertThat(Files.readString(shown)).doesNotContain(KEY);
        } finally {
            program.destroy();
            assertThat(program.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    public void aWrongFlagAndATakenPortEndWithOneLine() throws Exception {
        assertThat(ended("--port", "x")).isEqualTo("2 tocsin sandbox: --port: 'x' is no number\n");
        assertThat(ended("--prot", "1")).isEqualTo("2 tocsin sandbox: --prot: unknown flag, see --help\n");
        assertThat(ended("--fail", "boom")).startsWith("2 tocsin sandbox: fail: must be a status, hang,");
        try (Sandbox first = Sandbox.start(SandboxOptions.defaults())) {
            assertThat(ended("--port", Integer.toString(first.port())))
                    .startsWith("1 tocsin sandbox: ")
                    .contains("ddress already in use")
                    .endsWith(": give a free port with --port, or --port 0\n");
        }
        assertThat(ended("--help")).startsWith("0 Usage: tocsin sandbox ");
    }

    @Test
    public void whatASenderWroteDoesNotSteerTheTerminal() {
        Narrator narrator = new Narrator(new PrintStream(OutputStream.nullOutputStream()), ZoneOffset.UTC);

        assertThat(narrator.line(received("\u001b[2J\r\nroot# ", "lost")))
                .isEqualTo("00:00:00.000  #7     v1     …CDEF  trigger     --- accepted (lost)  ?[2J??root# ");
        assertThat(narrator.line(received(null, null))).endsWith("--- accepted  -");
    }

    private static Received received(@Nullable String dedupKey, @Nullable String failure) {
        return new Received(7, Instant.EPOCH, "/", "v1", KEY, dedupKey, "trigger", 0, failure, true, Bytes.of("{}"));
    }

    private String ended(String... args) throws IOException, InterruptedException {
        Path shown = folder.newFile().toPath();
        Process program = start(shown, args);
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return program.exitValue() + " " + Files.readString(shown);
    }

    private static Process start(Path shown, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.tocsin.sandbox.Main"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(shown.toFile())
                .start();
    }
}
