// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;

/** {@code tocsin demo}: the first thing that anybody runs. */
public class DemoTest {

    @Rule
    public final Agent agent = new Agent();

    @Test
    public void theDemoEndsWithItsVerdictAndLeavesNothingBehind() throws IOException {
        Path temp = Files.createDirectory(agent.directory().resolve("temp"));
        agent.with("JDK_JAVA_OPTIONS", "\"-Djava.io.tmpdir=" + temp + "\"");

        Call demo = agent.tocsin("demo");

        assertThat(demo.exit()).as("%s", demo).isZero();
        assertThat(demo.out()).contains("verdict  clean: nothing lost, nothing reordered, nothing changed");
        assertThat(demo.out())
                .contains("52 accepted, 52 arrived in 8 lanes", "1 kill")
                .contains(
                        "3 of 3 wait for an adapter",
                        "trigger, resolve  event_source=service;host_name=web2;service_desc=TLS",
                        "trigger, resolve  13502-db02",
                        "trigger, resolve  mq1/queue-depth");
        assertThat(temp).isEmptyDirectory();
        assertThat(commandLines(temp)).isEmpty();
        assertThat(agent.data()).as("the user's own agent is not touched").doesNotExist();
    }

    /** Of the processes that name this path. */
    private static List<String> commandLines(Path path) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .map(DemoTest::commandLine)
                    .filter(line -> line.contains(path.toString()))
                    .toList();
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            if (Files.exists(process)) {
                throw new UncheckedIOException(e);
            }
            // it has just ended
            return "";
        }
    }
}
