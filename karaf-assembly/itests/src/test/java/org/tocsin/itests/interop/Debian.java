// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.interop;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.AssumptionViolatedException;
import org.tocsin.itests.Call;
import org.tocsin.itests.Distribution;

/**
 * Packages of Debian, unpacked below {@code target/debian} and not installed. Where they cannot be had the test is skipped,
 * and says why.
 *
 * @param root what would be {@code /}
 */
record Debian(Path root) {

    private static final Path WORK = Distribution.WORK.resolveSibling("debian");

    /** The end of a name that has a version in it which is not known: {@code postgresql-*}. */
    private static final String ANY_VERSION = "-*";

    /**
     * The named ones with all that they need. {@code x-*} is {@code x-15}, or whatever {@code x} stands for here.
     *
     * @param first also the name of the directory
     */
    static Debian unpacked(String first, String... more) {
        for (String tool : List.of("apt-get", "apt-cache", "dpkg-deb")) {
            if (!Commands.has(tool)) {
                throw skipped(first + " is a package of Debian, and there is no " + tool + " here");
            }
        }
        List<String> packages = new ArrayList<>(List.of(first));
        packages.addAll(List.of(more));
        try {
            Files.createDirectories(WORK);
            Path home = WORK.resolve(first);
            try (FileChannel channel = FileChannel.open(WORK.resolve("lock"), CREATE, WRITE);
                    FileLock held = channel.lock()) {
                if (!Files.isDirectory(home)) {
                    Path draft = Files.createTempDirectory(WORK, "draft-");
                    try {
                        unpack(packages, draft);
                        Files.move(draft.resolve("root"), home, ATOMIC_MOVE);
                    } finally {
                        delete(draft);
                    }
                }
                assert held.isValid();
            }
            return new Debian(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The only file or directory of this path, in which a name may have a star: versions and processors differ. */
    Path find(String pattern) {
        List<Path> found = glob(pattern);
        if (found.size() != 1) {
            throw new AssertionError(pattern + " in " + root + ": " + found);
        }
        return found.get(0);
    }

    /** What programs see as {@code /usr/share}. */
    Path share() {
        return root.resolve("usr/share");
    }

    /** Where programs find the libraries that came along. */
    String libraries() {
        return Stream.of("usr/lib/*-linux-gnu*", "lib/*-linux-gnu*")
                .flatMap(pattern -> glob(pattern).stream())
                .map(Path::toString)
                .collect(Collectors.joining(":"));
    }

    /** Ends a test that cannot be done here. */
    static AssumptionViolatedException skipped(String why) {
        System.out.println("skipped: " + why);
        return new AssumptionViolatedException(why);
    }

    private static void unpack(List<String> packages, Path draft) throws IOException {
        Path archives = Files.createDirectory(draft.resolve("archives"));
        try {
            download(packages, Apt.ofTheHost(draft), archives);
        } catch (Apt.Unavailable host) {
            try {
                download(packages, Apt.ofItsOwn(Files.createDirectory(draft.resolve("apt"))), archives);
            } catch (Apt.Unavailable own) {
                throw skipped(
                        "the packages " + packages + " cannot be had: " + host.getMessage() + "; " + own.getMessage());
            }
        }
        Path root = Files.createDirectory(draft.resolve("root"));
        try (Stream<Path> files = Files.list(archives)) {
            for (Path archive : files.toList()) {
                Call call = Commands.call(
                        draft, Map.of(), List.of("dpkg-deb", "--extract", archive.toString(), root.toString()));
                if (call.exit() != 0) {
                    throw new AssertionError(archive + " cannot be unpacked: " + call);
                }
            }
        }
        Files.createDirectories(root.resolve("usr/share"));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void download(Collection<String> packages, Apt apt, Path archives) throws Apt.Unavailable {
        List<String> names = new ArrayList<>();
        for (String name : packages) {
            names.add(
                    name.endsWith(ANY_VERSION)
                            ? apt.newest(name.substring(0, name.length() - ANY_VERSION.length()))
                            : name);
        }
        apt.download(names, archives);
    }

    private List<Path> glob(String pattern) {
        List<Path> found = List.of(root);
        for (Path name : Path.of(pattern)) {
            found = found.stream()
                    .flatMap(directory -> list(directory, name.toString()))
                    .toList();
        }
        return found;
    }

    private static Stream<Path> list(Path directory, String name) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (var entries = Files.newDirectoryStream(directory, name)) {
                entries.forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found.stream();
    }
}
