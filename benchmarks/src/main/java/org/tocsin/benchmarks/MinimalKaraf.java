// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A Karaf with nothing in it, in a copy of its own, started by its own script. */
final class MinimalKaraf implements AutoCloseable {

    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int LOOK_MILLIS = 10;

    private final Path home;
    private final int port;

    private MinimalKaraf(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /** Starts a new one; it is ready when this returns. */
    static MinimalKaraf start() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("minimal-karaf-");
        Trees.copy(Path.of(System.getProperty("minimal")), home);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path shell = home.resolve("etc/org.apache.karaf.shell.cfg");
        Files.writeString(
                shell,
                Files.readString(shell)
                        .replaceAll("(?m)^sshPort *=.*$", "sshPort = " + port)
                        .replaceAll("(?m)^sshHost *=.*$", "sshHost = 127.0.0.1"));
        MinimalKaraf karaf = new MinimalKaraf(home, port);
        karaf.begin();
        return karaf;
    }

    /** Starts it and waits until its SSH server takes connections. */
    void begin() throws IOException, InterruptedException {
        run("start");
        long end = System.nanoTime() + READY_NANOS;
        while (!answers()) {
            if (System.nanoTime() > end) {
                throw new IOException("the minimal Karaf does not answer, see " + home.resolve("data/log"));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    long pid() throws IOException {
        return Long.parseLong(Files.readString(home.resolve("karaf.pid")).strip());
    }

    void stop() throws IOException, InterruptedException {
        Optional<ProcessHandle> process = ProcessHandle.of(pid());
        process.ifPresent(ProcessHandle::destroy);
        if (process.isPresent()) {
            process.get().onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
        Trees.delete(home);
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    private void run(String word) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        List.of(home.resolve("bin").resolve(word).toString()))
                .redirectErrorStream(true)
                .start();
        process.getInputStream().transferTo(System.err); // what is printed is for the table
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException("bin/" + word + " ended with " + exit);
        }
    }
}
