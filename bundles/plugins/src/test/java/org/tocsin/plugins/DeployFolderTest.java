// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the container has made of the files in a folder, whatever they are called. */
public final class DeployFolderTest {

    @Rule
    public final TemporaryFolder root = new TemporaryFolder();

    private Path folder;
    private Path kars;
    private DeployFolder deploy;

    @Before
    public void make() throws IOException {
        folder = root.newFolder("de ploy").toPath();
        kars = root.newFolder("kar").toPath();
        deploy = new DeployFolder(folder, kars);
    }

    @Test
    public void aFileIsIdleUntilSomethingHasComeOfIt() throws IOException {
        for (String name : List.of("a b.jar", "c.xml", "d.kar", "e.jar", "readme.txt", ".hidden.jar")) {
            Files.createFile(folder.resolve(name));
        }
        assertThat(deploy.idle(List.of())).containsExactly("a b.jar", "c.xml", "d.kar", "e.jar");

        Files.createDirectory(kars.resolve("d"));
        assertThat(deploy.idle(List.of(
                        folder.resolve("a b.jar").toUri().toString(),
                        "feature:" + folder.resolve("c.xml").toUri(),
                        kars.resolve("e.jar").toUri().toString())))
                .containsExactly("e.jar");
    }

    @Test
    public void repositoriesOfAKarAreThoseThatTheContainerNoted() throws IOException {
        Files.createFile(folder.resolve("here.kar"));
        Files.createFile(folder.resolve("torn.kar"));
        for (String name : List.of("here", "gone")) {
            Files.createDirectory(kars.resolve(name));
            Files.writeString(kars.resolve(name + "/features.cfg"), "mvn:org.example/" + name + "/1/xml/features\n");
        }

        assertThat(deploy.repositoriesOfKars()).containsExactly("mvn:org.example/here/1/xml/features");
    }

    @Test
    public void aFolderThatIsNotThereHasNothing() throws IOException {
        DeployFolder none = new DeployFolder(folder.resolve("none"), kars.resolve("none"));

        assertThat(none.idle(List.of())).isEmpty();
        assertThat(none.repositoriesOfKars()).isEmpty();
    }
}
