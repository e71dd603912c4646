// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What readers find of a file that is being written. */
public final class WholeFileTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aReaderFindsTheOldTextOrTheNewOneAndNothingElseIsLeft() throws Exception {
        Path file = folder.getRoot().toPath().resolve("told");
        String old = "é€".repeat(50_000);
        String fresh = "new".repeat(70_000);
        WholeFile.write(file, old);
        AtomicBoolean over = new AtomicBoolean();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Thread reader = new Thread(() -> {
            while (!over.get()) {
                try {
                    seen.add(Files.readString(file));
                } catch (IOException e) {
                    seen.add(e.toString());
                }
            }
        });
        reader.start();
        for (int i = 0; i < 20; i++) {
            WholeFile.write(file, i % 2 == 0 ? fresh : old);
        }
        over.set(true);
        reader.join();

        assertThat(seen).isSubsetOf(old, fresh);
        assertThat(file).hasContent(old);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.getRoot().list()).containsExactly("told");
    }

    @Test
    public void whatCannotBeWrittenLeavesNothingBehind() throws Exception {
        Path blocked = Files.createDirectories(folder.getRoot().toPath().resolve("there/in"))
                .getParent();

        assertThatThrownBy(() -> WholeFile.write(folder.getRoot().toPath().resolve("there"), "x"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> WholeFile.write(folder.getRoot().toPath().resolve("none/file"), "x"))
                .isInstanceOf(IOException.class);

        assertThat(blocked).isDirectoryContaining("glob:**in");
        assertThat(folder.getRoot().list()).containsExactly("there");
    }
}
