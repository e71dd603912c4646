// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The room that deliveries live on while the disk is full. */
public class ReserveTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void itIsTakenOnceAndGivenUpAtOnce() throws Exception {
        Path database = folder.getRoot().toPath().resolve("queue");
        Path file = database.resolveSibling("queue.reserve");
        Reserve reserve = new Reserve(database, 64L << 20);
        Files.writeString(database.resolveSibling("queue.reserve.new"), "a kill has interrupted this one");

        assertThat(reserve.take()).isTrue();
        assertThat(Files.size(file)).isEqualTo(2L << 20);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Object before = Files.readAttributes(file, "unix:ino").get("ino");
        assertThat(reserve.take()).isTrue();
        assertThat(Files.readAttributes(file, "unix:ino").get("ino")).isEqualTo(before);

        assertThat(Reserve.release(database)).isTrue();
        assertThat(Reserve.release(database)).isFalse();
        assertThat(reserve.isThere()).isFalse();
        try (Stream<Path> left = Files.list(folder.getRoot().toPath())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    public void itIsNeitherBigNorNothing() throws Exception {
        Path database = folder.getRoot().toPath().resolve("queue");
        assertThat(new Reserve(database, 0).take()).isTrue();
        assertThat(Files.size(database.resolveSibling("queue.reserve"))).isEqualTo(1L << 20);
        Reserve.release(database);
        assertThat(new Reserve(database, Long.MAX_VALUE).take()).isTrue();
        assertThat(Files.size(database.resolveSibling("queue.reserve"))).isEqualTo(32L << 20);
    }
}
