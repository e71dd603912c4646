// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** How the launcher writes the pid file that the Go agent's flag names. */
public final class PidfileTest {

    private static final Path LAUNCHER = Path.of("../../karaf-assembly/distribution/src/main/bin/tocsin-server.sh")
            .toAbsolutePath();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aLinkInTheWayOfTheDraftIsNotFollowed() throws Exception {
        Path directory = folder.getRoot().toPath();
        Path pidfile = directory.resolve("pid");
        Path other = Files.writeString(directory.resolve("other"), "of somebody else");
        Files.createSymbolicLink(directory.resolve("pid.new"), other);
        Files.createSymbolicLink(pidfile, other);

        assertThat(write(pidfile)).isEmpty();

        assertThat(other).hasContent("of somebody else");
        assertThat(pidfile).hasContent("4711");
        assertThat(Files.isSymbolicLink(pidfile)).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pidfile)))
                .isEqualTo("rw-r--r--");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).as("no draft is left").hasSize(3);
        }
    }

    @Test
    public void whereItCannotBeWrittenIsTold() throws Exception {
        Path pidfile = folder.getRoot().toPath().resolve("none/pid");

        assertThat(write(pidfile)).isEqualTo("warning: the pid file " + pidfile + " cannot be written\n");
    }

    private static String write(Path pidfile) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "umask 077; complain() { echo \"$*\"; }; . \"$1\"; pid=4711 plan_pidfile=$2; write_pidfile",
                        "sh",
                        LAUNCHER.toString(),
                        pidfile.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
