// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.rules.ExternalResource;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/**
 * An agent of its own for a test: its directories below one that is new, its address a free port. A JUnit rule: what it
 * started is ended with the test.
 */
public final class Agent extends ExternalResource {

    /** Not those that outgoing connections get: one of these could take the port while the agent is down. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 32_000;
    private static final int MOST_TRIES = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Map<String, String> environment = new TreeMap<>();
    private final List<Process> started = Collections.synchronizedList(new ArrayList<>());
    private final Path directory;
    private final int port;
    private Distribution distribution;
    private boolean fresh;

    /** An agent of the shared distribution, not yet started. */
    public Agent() {
        this(Distribution.shared());
    }

    /** An agent of the given distribution, not yet started. */
    public Agent(Distribution distribution) {
        try {
            this.distribution = distribution;
            directory = Files.createTempDirectory(Distribution.WORK, "agent ");
            port = freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        environment.put("PATH", System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("TOCSIN_ETC", directory.resolve("etc").toString());
        environment.put("TOCSIN_DATA", data().toString());
        environment.put("TOCSIN_SPOOL", directory.resolve("spool").toString());
        environment.put("TOCSIN_ADDRESS", "127.0.0.1:" + port);
        // nothing is listening there: events wait
        environment.put("TOCSIN_PAGERDUTY_URL", "http://127.0.0.1:9");
    }

    /** A port that was free a moment ago. */
    public static int freePort() {
        for (int tries = 1; ; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException e) {
                if (tries == MOST_TRIES) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Of a directory in which nothing was ever started; others may have {@link Seasoned} ones. */
    public Agent fresh() {
        fresh = true;
        return this;
    }

    /** Runs another distribution from now on. */
    public Agent of(Distribution other) {
        distribution = other;
        return this;
    }

    /** Sets a variable of the environment of all that follows. */
    public Agent with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Takes a variable away. */
    public Agent without(String variable) {
        environment.remove(variable);
        return this;
    }

    /** The environment of its commands. */
    public Map<String, String> environment() {
        return Collections.unmodifiableMap(environment);
    }

    /** What is run. */
    public Distribution distribution() {
        return distribution;
    }

    /** A directory for what belongs to this agent. */
    public Path directory() {
        return directory;
    }

    /** TOCSIN_DATA. */
    public Path data() {
        return directory.resolve("data");
    }

    /** TOCSIN_ETC. */
    public Path etc() {
        return directory.resolve("etc");
    }

    /** The port of the local API. */
    public int port() {
        return port;
    }

    /** Where the local API is. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The token of the local API. */
    public String token() {
        return read(data().resolve("secret")).trim();
    }

    /** The process id of the agent's JVM, as the launcher wrote it. */
    public long pid() {
        return Long.parseLong(
                read(data().resolve("tocsin.pid")).lines().findFirst().orElseThrow());
    }

    /** The log so far. */
    public String log() {
        Path log = data().resolve("log/tocsin.log");
        return Files.exists(log) ? read(log) : "";
    }

    /** {@code tocsin start}, which must succeed. */
    public Call start() {
        Call call = tocsin("start");
        if (call.exit() != 0) {
            throw new AssertionError("the agent did not start: " + call + "\n" + log());
        }
        return call;
    }

    /** {@code tocsin stop}, which must succeed. */
    public Call stop() {
        Call call = tocsin("stop");
        if (call.exit() != 0) {
            throw new AssertionError("the agent did not stop: " + call + "\n" + log());
        }
        return call;
    }

    /** {@code kill -9} of the JVM; returns when it is gone. */
    public void kill() {
        ProcessHandle jvm = ProcessHandle.of(pid()).orElseThrow(() -> new AssertionError("the agent does not run"));
        end(jvm);
    }

    /** Returns when the JVM of this number is gone, whoever ends it. */
    public static void awaitEnd(long pid) {
        await("the end of process " + pid)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> isGone(pid));
    }

    /** Runs {@code bin/tocsin}. */
    public Call tocsin(String... words) {
        List<String> command =
                new ArrayList<>(List.of(distribution.file("bin/tocsin").toString()));
        command.addAll(List.of(words));
        return call(command);
    }

    /** Runs any command in this agent's environment, standard input being /dev/null. */
    public Call call(List<String> command) {
        long begin = System.nanoTime();
        try {
            Path out = Files.createTempFile(directory, "out", ".txt");
            Path err = Files.createTempFile(directory, "err", ".txt");
            Process process = process(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " has not ended: " + Files.readString(out) + Files.readString(err));
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            Call call = new Call(process.exitValue(), Files.readString(out), Files.readString(err), took);
            Files.delete(out);
            Files.delete(err);
            return call;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts a command that goes on; its output is in the two files. Ended with the test. */
    public Process begin(Path out, Path err, String... words) {
        return beginProgram("tocsin", out, err, words);
    }

    /** The same of any program. */
    public Process beginProgram(String program, Path out, Path err, String... words) {
        List<String> command =
                new ArrayList<>(List.of(distribution.file("bin/" + program).toString()));
        command.addAll(List.of(words));
        try {
            Process process = process(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JVMs that belong to this agent's data directory, whoever started them. */
    public List<ProcessHandle> jvms() {
        String mark = "-Dtocsin.data=" + data();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(process -> {
                        Path commandLine = Path.of("/proc", Long.toString(process.pid()), "cmdline");
                        try {
                            return List.of(Files.readString(commandLine, UTF_8).split("\0"))
                                    .contains(mark);
                        } catch (IOException e) {
                            // it has just ended
                            return false;
                        }
                    })
                    .toList();
        }
    }

    /** What it stored is hundreds of megabytes: only that of an agent whose test failed is left to be looked at. */
    @Override
    public Statement apply(Statement base, Description description) {
        Statement statement = super.apply(base, description);
        return new Statement() {
            @Override
            public void evaluate() throws Throwable {
                statement.evaluate();
                deleteStore();
            }
        };
    }

    private void deleteStore() {
        Path store = data().resolve("db");
        if (!Files.isDirectory(store)) {
            return;
        }
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.out.println(store + " is left as it is: " + e); // a disk of the test's own is still there
        }
    }

    @Override
    protected void after() {
        jvms().forEach(Agent::end);
        started.forEach(Process::destroyForcibly);
    }

    /** {@link ProcessHandle#onExit} looks only every few seconds at a process that is no child of ours. */
    private static void end(ProcessHandle jvm) {
        jvm.destroyForcibly();
        await("the end of process " + jvm.pid())
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> isGone(jvm.pid()));
    }

    /**
     * Gone is also who only waits to be reaped, which process 1 of a container may never do; but its other threads may end
     * a moment later, and until then its ports are open.
     */
    private static boolean isGone(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
            String stat = Files.readString(process.resolve("stat"));
            return stat.startsWith(") Z", stat.lastIndexOf(')')) && threads.count() <= 1;
        } catch (IOException e) {
            return true;
        }
    }

    private ProcessBuilder process(List<String> command) throws IOException {
        boolean starts = command.size() > 1 && List.of("start", "run").contains(command.get(1));
        boolean seasoned = !fresh && distribution.equals(Distribution.shared());
        if (starts && seasoned) {
            Seasoned.put(data());
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        // an archive that does not fit would be written anew at the end of a start, for seconds
        builder.environment()
                .put("TOCSIN_CLASS_DATA", seasoned && !environment.containsKey("TOCSIN_JAVA_OPTS") ? "on" : "off");
        builder.environment().putAll(environment);
        builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
        builder.directory(directory.toFile());
        return builder;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
