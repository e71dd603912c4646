// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The archive that people run, unpacked. All tests share one, as nothing may write into it; a test that must
 * damage it takes a copy.
 *
 * @param home what {@code TOCSIN_HOME} is
 */
public record Distribution(Path home) {

    /** Where tests make their files. */
    public static final Path WORK = Path.of(System.getProperty("tocsin.work"));

    private static final class Shared {
        static final Distribution UNPACKED = unpack();
    }

    /** The shared one. */
    public static Distribution shared() {
        return Shared.UNPACKED;
    }

    /** One of its own, for a test that changes it. */
    public Distribution copyTo(Path directory) {
        run("cp", "-a", home.toString(), directory.toString());
        return new Distribution(directory);
    }

    /** The path of a file inside. */
    public Path file(String relative) {
        return home.resolve(relative);
    }

    private static Distribution unpack() {
        return new Distribution(Once.made(
                "home",
                home -> run(
                        "tar",
                        "-xzf",
                        System.getProperty("tocsin.archive"),
                        "-C",
                        home.toString(),
                        "--strip-components=1")));
    }

    static void run(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        try {
            Process process = new ProcessBuilder(words).inheritIO().start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("failed: " + words);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + words, e);
        }
    }
}
