// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What {@code tocsin run} does with signals: the launcher itself, with a process that sleeps in the place of the agent. */
public final class LauncherSignalsTest {

    private static final Path BIN = Path.of("../../karaf-assembly/distribution/src/main/bin");
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String OPEN = "tocsin: intake open on";

    /** What stands for the JVM, which the launcher asks how it is. */
    private static final String STAND_IN = """

        begin() {
          sleep 1000 &
          pid=$!
          write_pid
          pid_birth=$birth
          printf '%s\n' "$pid" >"$TOCSIN_DATA/agent"
          log_start=1 started=0 build_id=1 class_option= start_lock=$TOCSIN_DATA/starting
        }
        ask_health() {
          health=READY answer=
          [ ! -e "$TOCSIN_DATA/told-to-end" ] || kill -TERM $$
        }
        """;

    /** Checks the configuration: at once, or never when it is held. */
    private static final String JAVA = """
        #!/bin/sh
        case "$*" in *'OfflineConfig reload'*) ;; *) exit 9 ;; esac
        printf '%s\n' "$$" >>"$TOCSIN_DATA/checks"
        [ ! -e "$TOCSIN_DATA/held" ] || exec sleep 1000
        printf 'tocsin: reload: checked\n'
        """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path bin;
    private Path data;
    private Path out;
    private @Nullable Process run;

    @Before
    public void unpack() throws IOException {
        bin = folder.newFolder("bin").toPath();
        data = folder.newFolder("data").toPath();
        out = data.resolve("out");
        Files.createDirectories(data.resolve("log"));
        Files.createDirectories(data.resolve("karaf"));
        Files.writeString(data.resolve("log/tocsin.log"), "");
        executable(Files.copy(BIN.resolve("tocsin"), bin.resolve("tocsin")));
        Files.copy(BIN.resolve("tocsin-classes.sh"), bin.resolve("tocsin-classes.sh"));
        Files.copy(Path.of("src/main/bin/tocsin-proof.sh"), bin.resolve("tocsin-proof.sh"));
        Files.writeString(
                bin.resolve("tocsin-env.sh"),
                "TOCSIN_HOME=" + folder.getRoot() + "\nTOCSIN_DATA=" + data + "\nTOCSIN_ETC=" + data
                        + "\nTOCSIN_ADDRESS=127.0.0.1:1\nTOCSIN_URL=http://127.0.0.1:1\nexport TOCSIN_DATA\n");
        Files.writeString(bin.resolve("tocsin-agent.sh"), Files.readString(BIN.resolve("tocsin-agent.sh")) + STAND_IN);
        Path java = Files.createDirectories(folder.getRoot().toPath().resolve("jdk/bin"));
        executable(Files.writeString(java.resolve("java"), JAVA));
        Files.writeString(java.resolveSibling("release"), "JAVA_VERSION=\"17.0.1\"\n");
    }

    @After
    public void endAll() throws IOException {
        List<String> left = new ArrayList<>(lines(data.resolve("agent")));
        left.addAll(lines(data.resolve("checks")));
        left.stream()
                .map(Long::valueOf)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .forEach(process -> {
                    if (process.info().command().orElse("").contains("sleep")) {
                        process.destroyForcibly();
                    }
                });
        if (run != null) {
            run.destroyForcibly();
        }
    }

    @Test
    public void aReloadIsHeardAlsoWhenTheSignalWasIgnoredAtTheStart() throws Exception {
        // as nohup does it, and who is started by somebody whom nohup started
        Process started = run(
                "sh",
                "-c",
                "trap '' HUP; exec \"$0\" run",
                bin.resolve("tocsin").toString());

        signal("HUP", started);
        await("what is said of it").atMost(BOUND).until(() -> reloads() == 1);
        signal("HUP", started);
        await("what is said of another one").atMost(BOUND).until(() -> reloads() == 2);

        assertThat(started.isAlive()).isTrue();
        assertThat(Files.readString(data.resolve("err"))).isEmpty();
        assertEnds(started);
    }

    @Test
    public void anEndDoesNotWaitForWhatAReloadChecks() throws Exception {
        Files.createFile(data.resolve("held"));
        Process started = run(bin.resolve("tocsin").toString(), "run");
        signal("HUP", started);
        await("the check to begin")
                .atMost(BOUND)
                .until(() -> !lines(data.resolve("checks")).isEmpty());

        assertEnds(started);

        long check = Long.parseLong(lines(data.resolve("checks")).get(0));
        await("the end of the check")
                .atMost(BOUND)
                .until(() -> ProcessHandle.of(check).isEmpty());
        assertThat(reloads()).isZero();
    }

    @Test
    public void theLastOfTwoReloadsIsTheOneThatIsAnswered() throws Exception {
        Path held = Files.createFile(data.resolve("held"));
        Process started = run(bin.resolve("tocsin").toString(), "run");
        signal("HUP", started);
        await("the first check")
                .atMost(BOUND)
                .until(() -> lines(data.resolve("checks")).size() == 1);
        Files.delete(held);

        signal("HUP", started);

        await("the answer").atMost(BOUND).until(() -> reloads() == 1);
        long first = Long.parseLong(lines(data.resolve("checks")).get(0));
        await("the end of the first check")
                .atMost(BOUND)
                .until(() -> ProcessHandle.of(first).isEmpty());
        assertEnds(started);
    }

    @Test
    public void oneThatWasToldToEndDoesNotSayThatItIsOpen() throws Exception {
        Files.createFile(data.resolve("told-to-end"));
        Process started = begin(bin.resolve("tocsin").toString(), "run");

        assertThat(started.waitFor(20, TimeUnit.SECONDS)).isTrue();

        assertThat(started.exitValue()).isZero();
        assertThat(out).isEmptyFile();
        assertThat(ProcessHandle.of(Long.parseLong(lines(data.resolve("agent")).get(0))))
                .isEmpty();
    }

    private void assertEnds(Process started) throws Exception {
        signal("TERM", started);
        assertThat(started.waitFor(20, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(started.exitValue()).isZero();
        assertThat(ProcessHandle.of(Long.parseLong(lines(data.resolve("agent")).get(0))))
                .isEmpty();
    }

    private long reloads() throws IOException {
        return lines(out).stream().filter("tocsin: reload: checked"::equals).count();
    }

    private Process run(String... command) throws IOException {
        Process started = begin(command);
        await("the intake").atMost(BOUND).until(() -> lines(out).stream().anyMatch(line -> line.startsWith(OPEN)));
        return started;
    }

    private Process begin(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(data.resolve("err").toFile());
        builder.environment().put("JAVA_HOME", folder.getRoot() + "/jdk");
        Process started = builder.start();
        run = started;
        return started;
    }

    private static void signal(String name, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
