// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Assume;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * What root cannot find out, because it may do everything: the agent and its senders are other users here, each a process
 * of its own.
 */
public class NobodyTest {

    private static final int AGENT = 65_534;
    private static final int SENDER = 65_533;
    private static final int SECONDS = 120;

    @ClassRule
    public static final TemporaryFolder SHARED = new TemporaryFolder();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;

    @BeforeClass
    public static void copyClasses() throws Exception {
        Assume.assumeTrue(
                "only root can become others; who is not root runs these cases in their own classes", Unix.user() == 0);
        open(SHARED.getRoot().toPath());
        Assume.assumeTrue("there is no setpriv here", run(as(SENDER, "true")) == 0);
        // the class path may lie where only root reads
        Path classes = SHARED.newFolder("classes").toPath();
        open(classes);
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        int number = 100; // they are sorted by their names
        for (String entry : path.split(File.pathSeparator, -1)) {
            if (!entry.isEmpty() && Files.exists(Path.of(entry))) {
                Path to = classes.resolve(number++ + (Files.isDirectory(Path.of(entry)) ? "" : ".jar"));
                assertThat(run(List.of("cp", "-rL", "--no-preserve=mode", entry, to.toString())))
                        .as("copy of %s", entry)
                        .isZero();
            }
        }
    }

    @Before
    public void makePlace() throws IOException {
        root = folder.getRoot().toPath();
        open(root);
    }

    private static void open(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String classPath() throws IOException {
        try (Stream<Path> entries = Files.list(SHARED.getRoot().toPath().resolve("classes"))) {
            return String.join(
                    File.pathSeparator, entries.map(Path::toString).sorted().toList());
        }
    }

    @Test
    public void nothingOfTheSpoolDependsOnBeingRoot() throws Exception {
        asAgent(TakeInTest.class, SourceTest.class);
    }

    @Test
    public void filesAndDirectoriesOfOtherUsersHarmNobody() throws Exception {
        Path foreign = directory("foreign", 0, 01777);
        Path spool = directory("spool", AGENT, 03733);
        Drops drops = new Drops(spool);
        for (String modes : List.of("---------", "rw-------", "rw-r-----")) {
            Files.setPosixFilePermissions(drops.drop(Drops.KEY, modes), PosixFilePermissions.fromString(modes));
        }
        Path stays = Files.createDirectory(spool.resolve(Drops.name(1, Drops.BOOT, 1, 1)));
        drops.drop(Drops.KEY, "last");

        asAgent(ForeignOwners.class);

        assertThat(foreign).isEmptyDirectory();
        assertThat(stays).exists();
    }

    @Test
    public void senderDropsAndNeitherListsNorReadsNorTakesAwayWhatOthersDropped() throws Exception {
        Path spool = directory("spool", AGENT, 03733);
        Path file = new Drops(spool).drop(Drops.KEY, "of another sender");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(run(as(SENDER, "ls", spool.toString()))).isNotZero();
        assertThat(run(as(SENDER, "cat", file.toString()))).isNotZero();
        assertThat(run(as(SENDER, "mv", file.toString(), spool.resolve("other").toString())))
                .isNotZero();
        assertThat(run(as(SENDER, "rm", "-f", file.toString()))).isNotZero();
        assertThat(run(as(SENDER, "sh", "-c", "umask 027; echo x >'" + spool.resolve("mine") + "'")))
                .isZero();

        assertThat(file).exists();
        assertThat(Files.getAttribute(spool.resolve("mine"), "unix:gid"))
                .as("the agent's group reads it")
                .isEqualTo(AGENT);
        assertThat(run(as(AGENT, "cat", spool.resolve("mine").toString()))).isZero();
    }

    private Path directory(String name, int owner, int mode) throws IOException {
        Path made = folder.newFolder(name).toPath();
        Files.setAttribute(made, "unix:uid", owner);
        Files.setAttribute(made, "unix:gid", owner);
        Files.setAttribute(made, "unix:mode", mode);
        return made;
    }

    private void asAgent(Class<?>... tests) throws Exception {
        Path work = directory("work", AGENT, 0700);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + work,
                "-Dspool.tests=" + root,
                "-cp",
                classPath(),
                StrictRun.class.getName()));
        Stream.of(tests).map(Class::getName).forEach(command::add);
        int exit = run(as(AGENT, command.toArray(String[]::new)));
        assertThat(exit).as(Files.readString(output())).isZero();
    }

    private static List<String> as(int user, String... command) {
        List<String> whole =
                new ArrayList<>(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
        whole.addAll(List.of(command));
        return whole;
    }

    private static Path output() {
        return SHARED.getRoot().toPath().resolve("output");
    }

    private static int run(List<String> command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output().toFile())
                    .start();
        } catch (IOException e) {
            return 127; // as a shell says that there is no such command
        }
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " does not end");
        }
        return process.exitValue();
    }
}
