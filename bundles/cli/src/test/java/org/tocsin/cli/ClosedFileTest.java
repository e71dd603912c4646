// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Files with a token, or with what leads to one. */
public final class ClosedFileTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aNewOneIsForItsOwnerAndOneThatIsThereStaysAsOpenAsItWas() throws IOException {
        Path file = folder.getRoot().toPath().resolve("token");

        ClosedFile.write(file, "one\n");
        assertThat(mode(file)).isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        ClosedFile.write(file, "other é\n");

        assertThat(mode(file)).isEqualTo("rw-r-----");
        assertThat(file).hasContent("other é\n");
        assertThat(folder.getRoot().list()).containsExactly("token");
    }

    @Test
    public void whatCannotBeWrittenLeavesNoDraftBehind() throws IOException {
        Path taken = Files.createDirectories(folder.getRoot().toPath().resolve("token/in"))
                .resolveSibling("");

        assertThatThrownBy(() -> ClosedFile.write(folder.getRoot().toPath().resolve("token"), "x"))
                .isInstanceOf(IOException.class);

        assertThat(taken.toFile().list()).containsExactly("in");
        assertThat(folder.getRoot().list()).containsExactly("token");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
