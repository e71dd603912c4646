// SPDX-License-Identifier: Apache-2.0
package org.example.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.Outcome;

public class NotebookTest {

    private final NotebookFormat format = new NotebookFormat();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void linesAreWrittenInTheirOrder() throws Exception {
        Path directory = folder.getRoot().toPath().resolve("notes");
        Notebook notebook = new Notebook(directory);

        assertThat(notebook.write("web1", 7, "disk full\n")).isEqualTo(new Outcome.Delivered("written"));
        notebook.write("web1", 9, "disk fine");

        assertThat(directory.resolve("web1.txt")).hasContent("7 disk full\n9 disk fine\n");
    }

    @Test
    public void aDiskThatFailsMeansLater() throws Exception {
        Path file = folder.newFile().toPath();

        assertThat(new Notebook(file).write("web1", 7, "disk full")).isInstanceOf(Outcome.RetryLater.class);
        assertThat(Files.readString(file)).isEmpty();
    }

    @Test
    public void aNoteIsOneLineAndItsKeyIsAName() throws Exception {
        assertThat(format.read(Body.of("disk full"), null, "web1").lane().key()).isEqualTo("web1");
        assertThatThrownBy(() -> format.read(Body.of("one\ntwo"), null, "web1"))
                .hasMessage("body: is not one line, send a line for each note");
        for (String key : new String[] {null, "", "../web1", "WEB"}) {
            assertThatThrownBy(() -> format.read(Body.of("disk full"), null, key))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessageStartingWith("key: is no name of a notebook");
        }
        assertThatThrownBy(() -> format.read(Body.of("x".repeat(4_097)), null, "web1"))
                .hasMessage("body: is over 4096 bytes, shorten it");
    }
}
