// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Assume;
import org.junit.rules.ExternalResource;

/**
 * A file system in memory, mounted there for a test, that can be filled to the last byte. Where this user may not mount
 * one, the test is skipped.
 */
final class SmallDisk extends ExternalResource {

    private static final int BOUND_SECONDS = 20;
    private static final int CHUNK = 64 * 1024;

    private final Path place;
    private final int megabytes;
    private boolean mounted;

    SmallDisk(Path place, int megabytes) {
        this.place = place;
        this.megabytes = megabytes;
    }

    @Override
    protected void before() throws Exception {
        Files.createDirectories(place);
        try {
            run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + megabytes + "m", "tmpfs", place.toString());
        } catch (IOException e) {
            System.out.println("skipped, nobody but root may mount a file system: " + e.getMessage());
            Assume.assumeNoException("nobody but root may mount a file system: skipped", e);
        }
        mounted = true;
    }

    @Override
    protected void after() {
        if (mounted) {
            try {
                run("umount", "--lazy", place.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    /** Leaves no space at all. */
    void fill() throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            while (free() > 0) {
                ballast.write(chunk, 0, (int) Math.min(CHUNK, free()));
            }
        } catch (IOException e) {
            if (free() > 0) {
                throw e;
            }
        }
    }

    /** Gives back what was filled. */
    void empty() throws IOException {
        Files.delete(ballast());
    }

    /** Bytes that are free. */
    private long free() {
        return place.toFile().getUsableSpace();
    }

    private Path ballast() {
        return place.resolve("ballast");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.strip());
        }
    }
}
