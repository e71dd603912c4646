// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configurations that we give away. */
final class Ours {

    /** The integration key that stands in them, to be replaced by one's own; the sandbox takes it. */
    static final String KEY = "0123456789abcdef0123456789abcdef";

    private Ours() {}

    /** Of that adapter, by its name. */
    static Path file(String adapter, String name) {
        return Path.of(System.getProperty("tocsin.house"), "integrations", adapter, "src/main/etc", name)
                .toAbsolutePath()
                .normalize();
    }

    static String text(String adapter, String name) {
        return read(file(adapter, name));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text of ours in which this stands exactly once, with that in its place. */
    static String replaced(String text, String ours, String theirs) {
        int at = text.indexOf(ours);
        if (at < 0 || text.indexOf(ours, at + 1) >= 0) {
            throw new AssertionError("not exactly once: " + ours);
        }
        return text.replace(ours, theirs);
    }
}
