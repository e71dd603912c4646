// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;

/** The archive of classes comes by itself, is used, and is never an obstacle. */
public class ClassDataTest {

    /** Of an archive of some 55 MB: its head is whole, what it tells of is missing. */
    private static final long CUT_SHORT = 3_000_000;

    @Rule
    public final Agent agent = new Agent().fresh().with("TOCSIN_CLASS_DATA", "on");

    private final Path archive = agent.data().resolve("karaf/classes.jsa");
    private final Path written = agent.data().resolve("karaf/classes.jsa.new");

    @Test
    public void theSecondStartWritesItTheThirdUsesItAndADamagedOneIsThrownAway() throws IOException {
        agent.start();
        agent.tocsin("stop");
        assertThat(written).doesNotExist();
        agent.start();
        agent.tocsin("stop");
        assertThat(written).isNotEmptyFile();
        assertThat(Files.readString(agent.data().resolve("log/jvm.out"))).doesNotContain("[cds");

        agent.start();
        assertThat(mappedFiles()).contains(archive.toString());
        assertThat(written).doesNotExist();
        agent.tocsin("stop");
        cutShort();

        Call start = agent.start();

        assertThat(start.err()).isEmpty();
        assertThat(mappedFiles()).doesNotContain(archive.toString());
        assertThat(archive).doesNotExist();
        assertThat(agent.jvms()).extracting(ProcessHandle::pid).containsExactly(agent.pid());
        agent.kill();

        agent.with("TOCSIN_JAVA_OPTS", "-Xshare:off");
        assertThat(agent.start().err()).as("with a Java that writes none").isEmpty();
        agent.tocsin("stop");
        assertThat(written).doesNotExist();
    }

    private String mappedFiles() throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(agent.pid()), "maps"), ISO_8859_1);
    }

    private void cutShort() throws IOException {
        assertThat(archive.toFile().setWritable(true)).isTrue();
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
            assertThat(file.length()).isGreaterThan(CUT_SHORT);
            file.setLength(CUT_SHORT);
        }
    }
}
