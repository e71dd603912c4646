// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Assume;
import org.junit.rules.ExternalResource;

/**
 * A file system (ext4, in a file) that is mounted there for a test, and goes read-only below those who write to it as it does when it
 * finds its disk broken. Where this user may not mount one, the test is skipped.
 */
final class BrokenDisk extends ExternalResource {

    private static final int BOUND_SECONDS = 20;

    private final Path place;
    private final Path image;
    private final long bytes;
    private boolean mounted;

    BrokenDisk(Path place, Path image, int megabytes) {
        this.place = place;
        this.image = image;
        this.bytes = (long) megabytes << 20;
    }

    @Override
    protected void before() throws Exception {
        Files.createDirectories(place);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        try {
            run("mkfs.ext4", "-q", image.toString());
            mount("errors=remount-ro");
        } catch (IOException e) {
            System.out.println("skipped, nobody but root may mount a file system: " + e.getMessage());
            Assume.assumeNoException("nobody but root may mount a file system: skipped", e);
        }
    }

    @Override
    protected void after() {
        try {
            if (mounted) {
                run("umount", "--lazy", place.toString());
            }
            Files.deleteIfExists(image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on every write is refused, also by files that are open. */
    void turnReadOnly() throws IOException {
        run("mount", "-o", "remount,abort", place.toString());
    }

    /** As after {@code fsck} and a restart of the host; nobody may use it meanwhile. */
    void repair() throws IOException {
        run("umount", place.toString());
        mounted = false;
        // 1: errors were corrected
        runs(1, "e2fsck", "-f", "-p", image.toString());
        mount("errors=remount-ro");
    }

    private void mount(String options) throws IOException {
        run("mount", "-o", "loop," + options, image.toString(), place.toString());
        mounted = true;
    }

    private static void run(String... command) throws IOException {
        runs(0, command);
    }

    private static void runs(int highestExit, String... command) throws IOException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS) || process.exitValue() > highestExit) {
                throw new IOException(String.join(" ", command) + ": " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
