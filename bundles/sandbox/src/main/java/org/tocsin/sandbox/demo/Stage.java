// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.tocsin.sandbox.Sandbox;
import org.tocsin.sandbox.SandboxOptions;

/** A directory, free ports, the stand-in and the agent: nothing that was there before is touched. */
final class Stage implements AutoCloseable {

    /** For a start of the agent that is under way when the demo is interrupted. */
    private static final Duration ENDING = Duration.ofSeconds(15);

    private static final int TRIES = 5;
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;
    private static final int MOST_PORTS = 100;

    private final Path home;
    private final Path directory;
    private final String address;
    private final Sandbox sandbox;
    private final Commands commands;
    private final AgentProcess agent;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean kept;

    private Stage(Path home, Path directory, int port, Sandbox sandbox) throws IOException {
        this.home = home;
        this.directory = directory;
        this.sandbox = sandbox;
        this.address = "127.0.0.1:" + port;
        Files.createDirectory(directory.resolve("out"));
        this.commands = newCommands();
        this.agent = new AgentProcess(commands, program("tocsin"), data());
    }

    private Commands newCommands() {
        return new Commands(
                directory.resolve("out"),
                Map.of(
                        "TOCSIN_HOME", home.toString(),
                        "TOCSIN_ETC", directory.resolve("etc").toString(),
                        "TOCSIN_DATA", data().toString(),
                        "TOCSIN_SPOOL", directory.resolve("spool").toString(),
                        "TOCSIN_SECRET_FILE", data().resolve("secret").toString(),
                        "TOCSIN_ADDRESS", address,
                        "TOCSIN_CLASS_DATA", "off",
                        "TOCSIN_PAGERDUTY_URL", sandbox.url().toString()));
    }

    /** Opens the stand-in, with a directory below {@code temp}; the agent is not started yet. */
    static Stage set(Path home, Path temp) throws IOException, DemoException {
        if (!Files.isExecutable(home.resolve("bin/tocsin"))) {
            throw new DemoException("TOCSIN_HOME: " + home + " is no distribution, run 'tocsin demo' from one");
        }
        Path directory = Files.createTempDirectory(temp, "tocsin-demo-");
        Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().log(directory.resolve("arrived.log")));
        return new Stage(home, directory, freePort(), sandbox);
    }

    Sandbox sandbox() {
        return sandbox;
    }

    AgentProcess agent() {
        return agent;
    }

    Commands commands() {
        return commands;
    }

    Path directory() {
        return directory;
    }

    Path data() {
        return directory.resolve("data");
    }

    String api() {
        return "http://" + address;
    }

    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** The file with the header that carries the agent's token, for curl. */
    Path tokenHeader() {
        return directory.resolve("token-header");
    }

    /** The agent makes its token at its first start; curl takes it from a file, so that no process list shows it. */
    void writeTokenHeader() throws IOException {
        Files.deleteIfExists(tokenHeader());
        Path file = Files.createFile(
                tokenHeader(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String token = Files.readString(data().resolve("secret")).strip();
        Files.writeString(file, "Authorization: token " + token + "\n");
    }

    /** Leaves the directory there for whoever wants to know why. */
    void keep() {
        kept = true;
    }

    /** Ends the agent and the stand-in, and removes the directory unless it is kept. Does so once. */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            commands.end(ENDING);
            agent.end(newCommands());
        } catch (DemoException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            sandbox.close();
            if (!kept) {
                remove(directory);
            }
        }
    }

    /** Who is just ending may still take a file away, or leave one. */
    private static void remove(Path directory) throws IOException {
        for (int tries = 1; Files.exists(directory); tries++) {
            try {
                removeOnce(directory);
            } catch (DirectoryNotEmptyException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static void removeOnce(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Not one that outgoing connections get: while the agent is down, one of those could take it. */
    private static int freePort() throws IOException {
        for (int tries = 1; ; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException e) {
                if (tries == MOST_PORTS) {
                    throw e;
                }
            }
        }
    }
}
