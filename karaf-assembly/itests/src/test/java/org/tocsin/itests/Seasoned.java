// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the shared distribution leaves in a data directory that it was started in before: its bundle cache and its archive
 * of classes. With these a start takes half the processor time, and most tests are about what comes after.
 */
final class Seasoned {

    private static final String ARCHIVE = "classes.jsa.new";

    private Seasoned() {}

    /** Puts it into a data directory that has none of it. */
    static synchronized void put(Path data) throws IOException {
        Path karaf = data.resolve("karaf");
        if (Files.exists(karaf)) {
            return;
        }
        Path template = Once.made("seasoned", Seasoned::make);
        Files.createDirectories(data);
        Distribution.run("cp", "-a", template.resolve("karaf").toString(), karaf.toString());
        Files.createLink(karaf.resolve(ARCHIVE), template.resolve(ARCHIVE));
    }

    private static void make(Path template) throws IOException {
        Agent agent = new Agent().fresh().with("TOCSIN_CLASS_DATA", "on");
        agent.start();
        agent.stop();
        agent.start();
        // it writes the archive now, and is given the time for it that a stop would not give on a busy host
        long pid = agent.pid();
        assertThat(ProcessHandle.of(pid).orElseThrow().destroy()).isTrue();
        Agent.awaitEnd(pid);
        Path karaf = agent.data().resolve("karaf");
        // one for all, as nobody writes into it
        Files.move(karaf.resolve(ARCHIVE), template.resolve(ARCHIVE));
        Distribution.run("cp", "-a", karaf.toString(), template.resolve("karaf").toString());
    }
}
