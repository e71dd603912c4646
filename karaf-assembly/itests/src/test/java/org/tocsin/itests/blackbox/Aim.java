// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Assume;
import org.tocsin.itests.Agent;

/**
 * Kills an agent when it is about to write to a certain file or socket: {@code strace} stops it at the door of the kernel, so
 * that not a byte of that write is made. Where there is no strace, or it may not look at others, the test is skipped.
 */
final class Aim implements AutoCloseable {

    private static final String WRITES = "write,writev,pwrite64,pwritev,sendto,sendmsg";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process strace;
    private final long pid;

    private Aim(Process strace, long pid) {
        this.strace = strace;
        this.pid = pid;
    }

    /** Before the next record of the database's log: what is committed there is not. */
    static Aim atTheNextCommit(Agent agent) throws IOException {
        List<String> logs = new ArrayList<>();
        try (var files = Files.newDirectoryStream(agent.data().resolve("db/queue/log"), "log*.dat")) {
            files.forEach(file -> logs.add(file.toString()));
        }
        return at(agent, logs);
    }

    /** Before the answer on a connection that somebody here has to the agent. */
    static Aim atTheAnswer(Agent agent, int clientsPort) throws IOException {
        return at(agent, List.of("socket:[" + inode(agent.port(), clientsPort) + ']'));
    }

    private static Aim at(Agent agent, List<String> targets) throws IOException {
        long pid = agent.pid();
        Path trace = Files.createTempFile(agent.directory(), "aim", ".trace");
        Path said = Files.createTempFile(agent.directory(), "aim", ".txt");
        List<String> command = new ArrayList<>(List.of(
                "strace",
                "-f",
                "-o",
                trace.toString(),
                "-p",
                Long.toString(pid),
                "-e",
                "trace=" + WRITES,
                "-e",
                "inject=" + WRITES + ":signal=KILL"));
        for (String target : targets) {
            command.add("-P");
            command.add(target);
        }
        Process strace;
        try {
            strace = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
        } catch (IOException e) {
            Assume.assumeNoException("there is no strace to aim with: skipped", e);
            throw e;
        }
        await("strace looks at the agent, or says why not")
                .atMost(PATIENCE)
                .until(() -> Files.readString(said).contains("attached") || !strace.isAlive());
        if (!Files.readString(said).contains("attached")) {
            System.out.println("skipped, strace may not look at the agent: " + Files.readString(said));
            Assume.assumeTrue("strace may look at the agent", false);
        }
        return new Aim(strace, pid);
    }

    /** Returns when the agent is dead. */
    void hit() {
        Agent.awaitEnd(pid);
    }

    /** The kernel's number of the agent's end of a connection. */
    private static String inode(int port, int clientsPort) throws IOException {
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] words = line.strip().split("\\s+", -1);
                if (words[1].endsWith(String.format(":%04X", port))
                        && words[2].endsWith(String.format(":%04X", clientsPort))) {
                    return words[9];
                }
            }
        }
        throw new AssertionError("the kernel shows no such connection");
    }

    /** Lets go. */
    @Override
    public void close() {
        strace.destroy();
    }
}
