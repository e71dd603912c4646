// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
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
        for (String name : List.of(
                "a b.jar", "c.xml", "d.kar", "e.jar", "readme.txt", ".hidden.jar", "routes.camel.yaml", "x.cfg")) {
            Files.createFile(folder.resolve(name));
        }
        assertThat(deploy.idle(List.of())).containsExactly("a b.jar", "c.xml", "d.kar", "e.jar", "readme.txt");

        Files.createDirectory(kars.resolve("d"));
        assertThat(deploy.idle(List.of(
                        folder.resolve("a b.jar").toUri().toString(),
                        "feature:" + folder.resolve("c.xml").toUri(),
                        kars.resolve("e.jar").toUri().toString())))
                .containsExactly("e.jar", "readme.txt");
    }

    @Test
    public void whyNothingComesOfAFileIsSaidWhenTheContainerHasHadItsTime() throws IOException {
        Files.writeString(folder.resolve("adapter.txt"), "a note");
        Files.writeString(folder.resolve("torn.jar"), "PK and then nothing");
        Files.writeString(folder.resolve("torn.kar"), "PK and then nothing");
        Files.writeString(folder.resolve("f.xml"), "<features>");
        jar("bare.jar", new Manifest());
        Manifest bundle = new Manifest();
        bundle.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        bundle.getMainAttributes().putValue("Bundle-SymbolicName", "a");
        jar("sound.jar", bundle);

        for (String name : deploy.idle(List.of())) {
            assertThat(deploy.why(name, Clock.systemUTC())).as(name).isEmpty();
        }
        assertThat(why("adapter.txt")).startsWith("is no plugin: give it the right end to its name");
        assertThat(why("torn.jar")).startsWith("is no whole archive: copy it again");
        assertThat(why("torn.kar")).startsWith("is no whole archive: copy it again");
        assertThat(why("f.xml")).startsWith("is no features file, or not a valid one; the log says why");
        assertThat(why("bare.jar")).startsWith("is no bundle, its manifest has no Bundle-SymbolicName");
        assertThat(why("sound.jar")).startsWith("nothing has come of it; the log says why");
        assertThat(why("gone.jar")).isEmpty();
    }

    private String why(String file) throws IOException {
        return deploy.why(file, Clock.offset(Clock.systemUTC(), IdleFile.GRACE));
    }

    private void jar(String name, Manifest manifest) throws IOException {
        new JarOutputStream(Files.newOutputStream(folder.resolve(name)), manifest).close();
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
