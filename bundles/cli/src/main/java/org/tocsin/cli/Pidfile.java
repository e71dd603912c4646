// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file that the Go agent's {@code --pidfile} names: the bare number of the agent's process. */
record Pidfile(Path file) {

    private static final int LONGEST = 20;
    private static final Path PROCESSES = Path.of("/proc");

    /**
     * Whether the number in it is that of an agent that runs. One that was left behind is no obstacle, nor is another
     * process that got that number since.
     */
    boolean holdsLiving() {
        String number = number();
        if (!number.matches("[1-9][0-9]{0,17}")
                || ProcessHandle.of(Long.parseLong(number)).isEmpty()) {
            return false;
        }
        Path process = PROCESSES.resolve(number);
        String line = text(process.resolve("cmdline"));
        // one that has ended and was not waited for has no command line any more
        return !Files.isReadable(process.resolve("cmdline")) || line.contains("tocsin") || line.contains("pdagent");
    }

    private String number() {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (var in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
            return text.isEmpty() ? "" : text.split("\\R", 2)[0].strip();
        } catch (IOException e) {
            return ""; // what may not be read is found out when it is written
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it ended meanwhile
        }
    }

    /**
     * Makes its directory.
     *
     * @throws IOException when it cannot be written there
     */
    void prepare() throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        try {
            if (directory != null) {
                Files.createDirectories(directory);
            }
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
        if (directory == null || !Files.isWritable(directory)) {
            throw unwritable(directory, null);
        }
    }

    private static IOException unwritable(@Nullable Path directory, @Nullable IOException cause) {
        return new IOException("--pidfile: " + directory + " cannot be written: name another file", cause);
    }
}
