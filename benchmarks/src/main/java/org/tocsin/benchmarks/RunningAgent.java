// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An agent of the distribution in a directory of its own, started by its launcher and ended with this. */
final class RunningAgent implements AutoCloseable {

    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Path home;
    private final Path data;
    private final Map<String, String> environment;
    private final URI url;

    private RunningAgent(Path home, Path data, Map<String, String> environment, URI url) {
        this.home = home;
        this.data = data;
        this.environment = environment;
        this.url = url;
    }

    /** Starts an agent with the configuration of the distribution. */
    static RunningAgent start(Path home, URI pagerDuty) throws IOException, InterruptedException {
        return start(home, pagerDuty, Map.of());
    }

    /**
     * Starts an agent; its intake is open when this returns.
     *
     * @param home the unpacked distribution
     * @param pagerDuty where it delivers to
     * @param configuration more {@code TOCSIN_} variables
     */
    static RunningAgent start(Path home, URI pagerDuty, Map<String, String> configuration)
            throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("tocsin-benchmark-");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        URI url = URI.create("http://127.0.0.1:" + port);
        Map<String, String> environment = new HashMap<>(configuration);
        environment.putAll(Map.of(
                "TOCSIN_HOME", home.toString(),
                "TOCSIN_ETC", data.resolve("etc").toString(),
                "TOCSIN_DATA", data.resolve("data").toString(),
                "TOCSIN_SPOOL", data.resolve("spool").toString(),
                "TOCSIN_ADDRESS", url.getAuthority(),
                "TOCSIN_PAGERDUTY_URL", pagerDuty.toString()));
        RunningAgent agent = new RunningAgent(home, data, environment, url);
        agent.start();
        agent.awaitReady();
        return agent;
    }

    URI url() {
        return url;
    }

    /** Where it takes events. */
    URI send() {
        return url.resolve("/send");
    }

    String token() throws IOException {
        return Files.readString(data.resolve("data/secret")).strip();
    }

    /** The file with its token. */
    Path secret() {
        return data.resolve("data/secret");
    }

    /** What its clients need to find it. */
    Map<String, String> environment() {
        return environment;
    }

    Map<String, String> credential() throws IOException {
        return Map.of("Authorization", "token " + token());
    }

    /** A jar or features file dropped there starts. */
    Path deploy() {
        return data.resolve("data/deploy");
    }

    long pid() throws IOException {
        return Long.parseLong(
                Files.readAllLines(data.resolve("data/tocsin.pid")).get(0));
    }

    void start() throws IOException, InterruptedException {
        tocsin("start");
    }

    void stop() throws IOException, InterruptedException {
        tocsin("stop");
    }

    /** Ends it as a crash would. */
    void kill() throws IOException, InterruptedException {
        Optional<ProcessHandle> process = ProcessHandle.of(pid());
        process.ifPresent(ProcessHandle::destroyForcibly);
        if (process.isPresent()) {
            process.get().onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    /** Seconds of processor that it has used. */
    double processor() throws IOException {
        return Machine.processor(pid());
    }

    /** What it answers at a path. */
    String get(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) url.resolve(path).toURL().openConnection();
        credential().forEach(connection::setRequestProperty);
        connection.setReadTimeout(30_000);
        try (var in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
        Trees.delete(data);
    }

    /** On a busy machine the last routes open after the launcher has returned. */
    void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + READY_NANOS;
        while (!get("/health/ready").contains("{\"state\":\"READY\"")) {
            if (System.nanoTime() > end) {
                throw new IOException("not ready: " + get("/health/ready"));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void tocsin(String word) throws IOException, InterruptedException {
        ProcessBuilder command =
                new ProcessBuilder(List.of(home.resolve("bin/tocsin").toString(), word));
        command.environment().putAll(environment);
        Process process = command.redirectErrorStream(true).start();
        process.getInputStream().transferTo(System.err); // what is printed is for the table
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException("tocsin " + word + " ended with " + exit + ", see above; logs are in " + data);
        }
    }
}
