// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class RestoreTest {

    private static final StoreBundle STORE =
            new StoreBundle(Path.of("store.jar"), "org.tocsin.queue.derby", "org.tocsin.queue.derby.Doctor");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path backup;
    private Path database;

    @Before
    public void makeABackup() throws Exception {
        Path root = folder.getRoot().toPath();
        database = Files.createDirectories(root.resolve("data/db/queue"));
        Files.writeString(database.resolve("service.properties"), "the present one");
        backup = Files.createDirectory(root.resolve("backup"));
        StringBuilder manifest = new StringBuilder("""
                identity = 0123456789abcdef
                schema = 2
                lastOrder = 17
                time = 2026-11-20T10:30:00Z
                files = 3
                """);
        for (String name : List.of("service.properties", "seg0/c10.dat", "log/log1.dat")) {
            Path file = backup.resolve(name);
            Files.createDirectories(file.getParent());
            byte[] bytes = ("content of " + name).getBytes(StandardCharsets.UTF_8);
            Files.write(file, bytes);
            manifest.append("file.")
                    .append(name)
                    .append(" = ")
                    .append(bytes.length)
                    .append(' ');
            manifest.append(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                    .append('\n');
        }
        Files.writeString(backup.resolve("tocsin-backup.properties"), manifest);
    }

    private String restore(String... typed) throws OfflineException {
        return Restore.run(typed, database);
    }

    private Path copy() {
        return database.resolveSibling("queue.restore");
    }

    @Test
    public void aWholeBackupIsLaidBesideTheDatabaseForItsOwnerOnly() throws Exception {
        String told = restore("stopped", backup.toString());

        assertThat(told)
                .startsWith("the backup of 2026-11-20T10:30:00Z is whole, its copy is in " + copy() + "\n")
                .contains("order number 17", "lost:", "repeated:", "kept:")
                .containsSubsequence(
                        "rm -r " + copy() + "\n",
                        " tocsin start\n",
                        " tocsin event export --state waiting --after 17 --output later.ndjson\n",
                        " tocsin stop\n",
                        " tocsin restore " + backup + "\n",
                        " tocsin start\n",
                        " tocsin event import later.ndjson\n")
                .endsWith("it takes effect at the next start\n");
        assertThat(restore("running", backup.toString()))
                .containsSubsequence(
                        "To keep it, do\n              tocsin event export --state waiting --after 17 --output later.ndjson\n",
                        " tocsin stop\n",
                        " tocsin start\n",
                        " tocsin event import later.ndjson\n")
                .doesNotContain("rm -r")
                .contains("stop and start the agent to use it");
        for (String name : List.of("service.properties", "seg0/c10.dat", "log/log1.dat")) {
            assertThat(copy().resolve(name)).hasContent("content of " + name);
        }
        assertThat(copy().resolve("tocsin-backup.properties")).exists();
        try (Stream<Path> all = Files.walk(copy())) {
            assertThat(all)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isIn("rwx------", "rw-------"));
        }
        assertThat(database.resolve("service.properties")).hasContent("the present one");
        assertNothingElseBesideIt("queue", "queue.restore");
    }

    @Test
    public void whatIsNotWholeIsNamedAndNotCopied() throws Exception {
        Files.delete(backup.resolve("log/log1.dat"));
        refused("is no whole backup, log/log1.dat is missing; take another one", backup);
        Files.writeString(backup.resolve("log/log1.dat"), "content of log/log1.DAT");
        refused("log/log1.dat is not as it was when the backup was made", backup);
        Path manifest = backup.resolve("tocsin-backup.properties");
        String said = Files.readString(manifest);
        Files.writeString(manifest, said.replace("files = 3", "files = 4"));
        refused("does not name all of its files", backup);
        Files.writeString(manifest, said.replace("lastOrder = 17", "lastOrder = ?"));
        refused("does not say which its last event is", backup);
        Files.writeString(manifest, said.replace("file.log/log1.dat", "file.../data/db/queue/service.properties"));
        refused("is damaged at ../data/db/queue/service.properties", backup);
        Files.delete(manifest);
        refused("it has no tocsin-backup.properties", backup);
        refused("there is no such directory", backup.resolve("missing"));
        assertNothingElseBesideIt("queue");
    }

    private void refused(String why, Path directory) {
        assertThatThrownBy(() -> restore("stopped", directory.toString()))
                .isInstanceOfSatisfying(
                        OfflineException.class, e -> assertThat(e.exit()).isEqualTo(1))
                .hasMessageStartingWith(directory + ": ")
                .hasMessageContaining(why);
    }

    @Test
    public void anEarlierCopyGivesWay() throws Exception {
        restore("stopped", backup.toString());
        Files.writeString(copy().resolve("service.properties"), "an earlier copy");

        restore("stopped", backup.toString());

        assertThat(copy().resolve("service.properties")).hasContent("content of service.properties");
        assertNothingElseBesideIt("queue", "queue.restore");
    }

    @Test
    public void aWrongCommandLineIsNamedWithTheRemedy() throws Exception {
        for (String[] typed : List.of(
                new String[] {"stopped"}, new String[] {"stopped", "--force"}, new String[] {"stopped", "a", "b"})) {
            assertThatThrownBy(() -> restore(typed))
                    .isInstanceOfSatisfying(
                            OfflineException.class, e -> assertThat(e.exit()).isEqualTo(2))
                    .hasMessageContaining("give the directory of one backup");
        }
        assertThat(restore("stopped", "--help")).startsWith("usage: tocsin restore DIR");
    }

    @Test
    public void theDatabaseIsFoundAsTheAgentFindsIt() throws Exception {
        Path etc = folder.newFolder("etc").toPath();
        assertThat(DatabaseDirectory.of(STORE, Map.of("TOCSIN_DATA", "/d", "TOCSIN_ETC", etc.toString())))
                .isEqualTo(Path.of("/d/db/queue"));
        Path file = etc.resolve("org.tocsin.queue.derby.cfg");
        Files.writeString(file, "directory = $[prop:tocsin.data;default=data]/db/other\n");
        assertThat(DatabaseDirectory.of(STORE, Map.of("TOCSIN_DATA", "/d", "TOCSIN_ETC", etc.toString())))
                .isEqualTo(Path.of("/d/db/other"));
        assertThat(DatabaseDirectory.of(
                        STORE,
                        Map.of(
                                "TOCSIN_DATA",
                                "/d",
                                "TOCSIN_ETC",
                                etc.toString(),
                                "TOCSIN_QUEUE_DERBY_DIRECTORY",
                                "/e/queue")))
                .isEqualTo(Path.of("/e/queue"));
        Files.writeString(file, "directory = $[env:ELSEWHERE]/db\n");
        assertThatThrownBy(() -> DatabaseDirectory.of(STORE, Map.of("TOCSIN_DATA", "/d", "TOCSIN_ETC", etc.toString())))
                .isInstanceOf(OfflineException.class)
                .hasMessageContaining("set TOCSIN_QUEUE_DERBY_DIRECTORY");
    }

    private void assertNothingElseBesideIt(String... names) throws IOException {
        try (Stream<Path> files = Files.list(database.resolveSibling("."))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
        }
    }
}
