// SPDX-License-Identifier: Apache-2.0
package org.example.notebook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.tocsin.api.Backoff;
import org.tocsin.api.Outcome;

/** Writes lines into files. One attempt, and an answer that says what became of it: the queue retries. */
final class Notebook {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), true);

    private final Path directory;

    /** @param directory where the notebooks are */
    Notebook(Path directory) {
        this.directory = directory;
    }

    /**
     * Writes a line, and returns after it is on the disk.
     *
     * @param order names the event: after a crash its line may be there twice, one below the other, with this number
     */
    Outcome write(String name, long order, String line) {
        try {
            Files.createDirectories(directory);
            Path file = directory.resolve(name + ".txt");
            Files.writeString(
                    file,
                    order + " " + line.strip() + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
            return new Outcome.Delivered("written");
        } catch (IOException e) {
            return new Outcome.RetryLater(e.toString(), BACKOFF, null);
        }
    }
}
