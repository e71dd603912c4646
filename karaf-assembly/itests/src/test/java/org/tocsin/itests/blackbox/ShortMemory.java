// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.Assume;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;

/**
 * A control group (version 1 or 2) in which memory is short, so that the kernel has to end somebody. Where this user may not make
 * one the test is skipped.
 */
final class ShortMemory {

    private static final Path GROUPS = Path.of("/sys/fs/cgroup");
    private static final long LIMIT = 48L << 20;
    private static final String MORE = "200m";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path group;
    private final Path events;

    private ShortMemory(Path group, String limit, String events) throws IOException {
        this.group = group;
        this.events = group.resolve(events);
        Files.createDirectory(group);
        Files.writeString(group.resolve(limit), Long.toString(LIMIT));
    }

    private static ShortMemory make(long pid) {
        String name = "tocsin-test-" + pid;
        try {
            return Files.exists(GROUPS.resolve("cgroup.controllers"))
                    ? new ShortMemory(GROUPS.resolve(name), "memory.max", "memory.events")
                    : new ShortMemory(
                            GROUPS.resolve("memory").resolve(name), "memory.limit_in_bytes", "memory.oom_control");
        } catch (IOException e) {
            System.out.println("skipped, no control group for memory can be made here: " + e);
            Assume.assumeNoException("no control group for memory can be made here: skipped", e);
            throw new IllegalStateException(e);
        }
    }

    /** The kernel ends this agent, which it is told to prefer, when a process beside it wants more memory than there is. */
    static void killsTheAgent(Agent agent) throws IOException {
        long pid = agent.pid();
        ShortMemory memory = make(pid);
        Path members = memory.group.resolve("cgroup.procs");
        Files.writeString(members, Long.toString(pid));
        Files.writeString(Path.of("/proc/" + pid + "/oom_score_adj"), "1000");

        Call glutton = agent.call(
                List.of("sh", "-c", "echo $$ >'" + members + "'; head -c " + MORE + " /dev/zero | tail | wc -c"));

        Agent.awaitEnd(pid);
        assertThat(Files.readString(memory.events))
                .as("%s, the kernel ended somebody", glutton)
                .containsPattern("oom_kill [1-9]");
        await("the group is empty").atMost(PATIENCE).ignoreExceptions().until(() -> {
            Files.delete(memory.group);
            return true;
        });
    }
}
