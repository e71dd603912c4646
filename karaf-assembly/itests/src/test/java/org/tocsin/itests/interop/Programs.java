// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.rules.ExternalResource;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;

/**
 * Programs of unpacked packages, run beside an agent and ended with the test.
 *
 * <p>Each sees the packages' {@code /usr/share} in the place of the host's, where some have files by their absolute path,
 * and {@code pd-nagios} where our configurations name it. Each is the user of the tests, but is told to be nobody: some
 * refuse to be root. Both are done by namespaces, which need no right; where the kernel grants none, the test is skipped.
 */
final class Programs extends ExternalResource {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration END = Duration.ofSeconds(10);

    private static final List<String> APART = List.of(
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            "mount --bind \"$0\" /usr/share && exec unshare --user --map-user=65534 --map-group=65534 \"$@\"");

    private final Agent agent;
    private final List<Running> running = new ArrayList<>();
    private Path directory = Path.of("");

    private record Running(String name, Process process, Path output) {}

    Programs(Agent agent) {
        this.agent = agent;
    }

    /** For sockets and the like: of a short name without blanks; deleted at the end. */
    Path directory() {
        return directory;
    }

    /** Starts one that goes on, in the environment of the agent's commands. */
    void start(Debian debian, String... command) {
        prepare(debian);
        Path output = directory.resolve(Path.of(command[0]).getFileName() + ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(apart(debian, command))
                    .directory(directory.toFile())
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().putAll(environment(debian));
            running.add(new Running(command[0], builder.start(), output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs one that ends. */
    Call call(Debian debian, String... command) {
        prepare(debian);
        return Commands.call(directory, environment(debian), apart(debian, command));
    }

    /** Runs one that ends, and must succeed. */
    Call done(Debian debian, String... command) {
        Call call = call(debian, command);
        if (call.exit() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + call);
        }
        return call;
    }

    /** Returns when it is so; fails at once when one of the programs is gone. */
    void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .failFast(
                        "a program has ended",
                        () -> running.stream().anyMatch(one -> !one.process().isAlive()))
                .until(condition);
    }

    @Override
    public Statement apply(Statement base, Description description) {
        return super.apply(
                new Statement() {
                    @Override
                    public void evaluate() throws Throwable {
                        try {
                            base.evaluate();
                        } catch (Throwable e) {
                            show();
                            throw e;
                        }
                    }
                },
                description);
    }

    @Override
    protected void before() throws IOException {
        directory = Files.createTempDirectory("tocsin");
    }

    @Override
    protected void after() {
        for (int i = running.size() - 1; i >= 0; i--) {
            end(running.get(i).process());
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With all that it has started. */
    private static void end(Process process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        process.destroy();
        try {
            if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                System.out.println("it did not end by itself: " + process.info().commandLine());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle one : all) {
            Agent.awaitEnd(one.pid());
        }
    }

    private void show() {
        for (Running one : running) {
            System.out.println("---- what " + one.name() + " said");
            try {
                System.out.println(Files.readString(one.output()));
            } catch (IOException e) {
                System.out.println(e);
            }
        }
    }

    /** Puts {@code pd-nagios} where the configurations name it. */
    private void prepare(Debian debian) {
        try {
            Path link = debian.share().resolve("pdagent-integrations/bin/pd-nagios");
            Files.createDirectories(link.getParent());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, agent.distribution().file("bin/pd-nagios"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> apart(Debian debian, String... command) {
        List<String> allowed = Stream.concat(
                        APART.stream(), Stream.of(debian.share().toString(), "true"))
                .toList();
        Call call = Commands.call(directory, Map.of(), allowed);
        if (call.exit() != 0) {
            throw Debian.skipped("programs need namespaces of their own here, and get none: "
                    + call.err().strip());
        }
        return Stream.of(APART, List.of(debian.share().toString()), List.of(command))
                .flatMap(List::stream)
                .toList();
    }

    private Map<String, String> environment(Debian debian) {
        Map<String, String> environment = new TreeMap<>(agent.environment());
        environment.put("LD_LIBRARY_PATH", debian.libraries());
        environment.put("LC_ALL", "C");
        return environment;
    }
}
