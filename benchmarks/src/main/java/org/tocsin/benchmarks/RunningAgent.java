// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** An agent of the distribution in a directory of its own, started by its launcher and ended with this. */
final class RunningAgent implements AutoCloseable {

    private final Path home;
    private final Path data;
    private final URI pagerDuty;
    private final URI url;

    private RunningAgent(Path home, Path data, URI pagerDuty, URI url) {
        this.home = home;
        this.data = data;
        this.pagerDuty = pagerDuty;
        this.url = url;
    }

    /**
     * Starts an agent; its intake is open when this returns.
     *
     * @param home the unpacked distribution
     * @param pagerDuty where it delivers to
     */
    static RunningAgent start(Path home, URI pagerDuty) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("tocsin-benchmark-");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        RunningAgent agent = new RunningAgent(home, data, pagerDuty, URI.create("http://127.0.0.1:" + port));
        agent.tocsin("start");
        return agent;
    }

    URI url() {
        return url;
    }

    String token() throws IOException {
        return Files.readString(data.resolve("data/secret")).strip();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        tocsin("stop");
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void tocsin(String word) throws IOException, InterruptedException {
        ProcessBuilder command =
                new ProcessBuilder(List.of(home.resolve("bin/tocsin").toString(), word));
        command.environment().put("TOCSIN_HOME", home.toString());
        command.environment().put("TOCSIN_ETC", data.resolve("etc").toString());
        command.environment().put("TOCSIN_DATA", data.resolve("data").toString());
        command.environment().put("TOCSIN_SPOOL", data.resolve("spool").toString());
        command.environment().put("TOCSIN_ADDRESS", url.getAuthority());
        command.environment().put("TOCSIN_PAGERDUTY_URL", pagerDuty.toString());
        int exit = command.inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException("tocsin " + word + " ended with " + exit + ", see above; logs are in " + data);
        }
    }
}
