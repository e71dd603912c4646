// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file system of 64 MiB in memory, where this user may mount one; it can be filled to the last byte. */
final class SmallFileSystem implements AutoCloseable {

    private static final int BOUND_SECONDS = 20;
    private static final int CHUNK = 64 * 1024;

    private final Path place;

    private SmallFileSystem(Path place) {
        this.place = place;
    }

    /** Mounts one there, or says by an exception why not. */
    static SmallFileSystem mount(Path place) throws IOException, InterruptedException {
        run(List.of("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place.toString()));
        return new SmallFileSystem(place);
    }

    Path place() {
        return place;
    }

    /** Leaves no space at all. */
    void fill() throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            while (place.toFile().getUsableSpace() > 0) {
                ballast.write(chunk, 0, (int) Math.min(CHUNK, place.toFile().getUsableSpace()));
            }
        } catch (IOException e) {
            if (place.toFile().getUsableSpace() > 0) {
                throw e;
            }
        }
    }

    /** Gives back what was filled. */
    void empty() throws IOException {
        Files.delete(ballast());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run(List.of("umount", "--lazy", place.toString()));
    }

    private Path ballast() {
        return place.resolve("ballast");
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
    }
}
