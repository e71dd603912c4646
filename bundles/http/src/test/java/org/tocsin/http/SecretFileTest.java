// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.Assume.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The token's file. */
public final class SecretFileTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file = Path.of("");

    @Before
    public void chooseAFile() {
        file = folder.getRoot().toPath().resolve("secret");
    }

    @Test
    public void theFirstStartMakesAnUnguessableTokenForItsUserAlone() throws Exception {
        String token = new SecretFile(file).token();

        assertThat(token).matches("[a-z0-9]{50}");
        assertThat(Files.readString(file)).as("the bare token").isEqualTo(token);
        assertThat(modes()).isEqualTo("rw-------");
        assertThat(new SecretFile(file).token()).as("the next start").isEqualTo(token);
        try (var files = Files.list(folder.getRoot().toPath())) {
            assertThat(files).as("no drafts are left").containsExactly(file);
        }
    }

    @Test
    public void aRotatedTokenIsOpenToNobodyElseNotForAMoment() throws Exception {
        SecretFile secret = new SecretFile(file);
        String before = secret.token();
        AtomicBoolean over = new AtomicBoolean();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Thread watch = new Thread(() -> {
            while (!over.get()) {
                seen.addAll(modesOfAll());
            }
        });
        watch.start();

        Set<String> tokens = new HashSet<>(Set.of(before));
        for (int i = 0; i < 100; i++) {
            assertThat(tokens.add(secret.rotate())).as("a new one").isTrue();
        }
        over.set(true);
        watch.join();

        assertThat(seen).containsExactly("rw-------");
        assertThat(tokens).contains(new SecretFile(file).token());
        assertThat(modesOfAll()).as("no drafts are left").hasSize(1);
    }

    @Test
    public void aRotatedTokenKeepsWhatItsGroupMayAndLosesWhatOthersMay() throws Exception {
        new SecretFile(file).token();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Path link = Files.createSymbolicLink(folder.getRoot().toPath().resolve("link"), file);

        String token = new SecretFile(link).rotate();

        assertThat(modes()).isEqualTo("rw-r-----");
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(file)).isEqualTo(token);
    }

    @Test
    public void aTokenThatNobodyMayReadIsRotatedIntoOneThatItsUserMay() throws Exception {
        new SecretFile(file).token();
        Files.setPosixFilePermissions(file, Set.of());

        String token = new SecretFile(file).rotate();

        assertThat(modes()).isEqualTo("rw-------");
        assertThat(new SecretFile(file).token()).isEqualTo(token);
    }

    @Test
    public void aTokenIsOnTheDiskUnderItsNameBeforeAnybodyIsToldOfIt() throws Exception {
        List<String> synced = new ArrayList<>();
        SecretFile secret = new SecretFile(file, Files::createLink, directory -> {
            assertThat(directory.toRealPath())
                    .isEqualTo(folder.getRoot().toPath().toRealPath());
            synced.add(Files.readString(file));
        });

        String made = secret.token();
        String rotated = secret.rotate();

        assertThat(synced).containsExactly(made, rotated);
    }

    private List<String> modesOfAll() {
        List<String> modes = new ArrayList<>();
        try (var files = Files.list(folder.getRoot().toPath())) {
            for (Path path : files.toList()) {
                try {
                    modes.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
                } catch (NoSuchFileException e) {
                    assertThat(path).as("renamed meanwhile").isNotEqualTo(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return modes;
    }

    @Test
    public void whoStartsAtTheSameTimeGetsTheSameToken() throws Exception {
        ExecutorService starters = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> starts = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                starts.add(() -> new SecretFile(file).token());
            }
            Set<String> tokens = new HashSet<>();
            for (Future<String> token : starters.invokeAll(starts)) {
                tokens.add(token.get());
            }
            assertThat(tokens).hasSize(1);
        } finally {
            starters.shutdownNow();
        }
    }

    @Test
    public void aTokenThatIsThereIsTakenAsItIs() throws Exception {
        write("my-own-token-0123\n", "rw-r-----");

        assertThat(new SecretFile(file).token()).isEqualTo("my-own-token-0123");
    }

    @Test
    public void aFileThatEverybodyReadsIsUsedWithAWarning() throws Exception {
        write("my-own-token-0123", "rw-r--r--");

        assertThat(Log.of(() -> new SecretFile(file).token()))
                .contains("TOCSIN-HTTP-002", "chmod o-r")
                .doesNotContain("my-own-token");
    }

    @Test
    public void aFileThatOthersCanChangeIsRefused() throws Exception {
        for (String modes : new String[] {"rw--w----", "rw-----w-", "rw-rw-rw-"}) {
            write("my-own-token-0123", modes);
            refused("chmod go-w");
        }
    }

    @Test
    public void anEmptyShortOrUnusableTokenIsRefusedWithoutSayingIt() throws Exception {
        for (String text : new String[] {
            "",
            "  \n",
            "only-fifteen-ch",
            "has a blank inside it",
            "umlaut-\u00e4-token-token",
            "a-\"quoted\"-token-here",
            "a$token(that)is;odd"
        }) {
            write(text, "rw-------");
            refused("delete");
        }
        write("x".repeat(5_000), "rw-------");
        refused("larger than a token");
    }

    @Test
    public void aDirectoryOrAMissingPlaceIsRefused() throws Exception {
        Files.createDirectory(file);
        refused("is no file");
        file = file.resolve("not/there");
        refused("its directory is not there");
    }

    @Test
    public void aPlaceWithoutRightsIsRefused() throws Exception {
        Path closed = folder.newFolder("closed").toPath();
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-x------"));
        assumeFalse("root may write everywhere", Files.isWritable(closed));
        file = closed.resolve("secret");
        refused("cannot be read or made by this user");
    }

    @Test
    public void aFileSystemWithoutLinksTakesATokenAllTheSame() throws Exception {
        for (Exception no : List.of(
                new UnsupportedOperationException("no links"),
                new FileSystemException(file.toString(), null, "Operation not permitted"))) {
            Files.deleteIfExists(file);
            String token = new SecretFile(
                            file,
                            (name, existing) -> {
                                if (no instanceof IOException e) {
                                    throw e;
                                }
                                throw (RuntimeException) no;
                            },
                            directory -> {})
                    .token();

            assertThat(file).hasContent(token);
            assertThat(modes()).isEqualTo("rw-------");
        }
    }

    private void refused(String remedy) {
        assertThatThrownBy(() -> new SecretFile(file).token())
                .isInstanceOf(NotStartedException.class)
                .hasMessageStartingWith("org.tocsin.http.cfg: secretFile: " + file + " ")
                .hasMessageContaining(remedy)
                .hasMessageNotContaining("token-0123");
    }

    private void write(String text, String modes) throws IOException {
        Files.deleteIfExists(file);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(modes));
    }

    private String modes() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
