// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.rules.TestWatcher;
import org.junit.runner.Description;
import org.tocsin.itests.Agent;

/** Shows the end of the agent's log when a test fails. */
public final class LogOnFailure extends TestWatcher {

    private static final int LINES = 80;

    private final Agent agent;

    /** Of that agent. */
    public LogOnFailure(Agent agent) {
        this.agent = agent;
    }

    @Override
    protected void failed(Throwable e, Description description) {
        for (String name : List.of("tocsin.log", "jvm.out")) {
            Path log = agent.data().resolve("log").resolve(name);
            System.out.println("---- the end of " + log + ", after " + description.getDisplayName() + " failed");
            if (Files.exists(log)) {
                try (Stream<String> lines = Files.lines(log)) {
                    List<String> all = lines.toList();
                    all.subList(Math.max(0, all.size() - LINES), all.size()).forEach(System.out::println);
                } catch (IOException unreadable) {
                    System.out.println(unreadable);
                }
            }
        }
    }
}
