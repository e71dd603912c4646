// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.tocsin.api.host.WholeFile;

/**
 * What this plugin has asked the container for, and so may take out again. It lies in the bundle cache, beside what the
 * container remembers of its features: the two live and go together.
 */
final class Ledger {

    private static final String REQUIREMENT = "feature:";

    private final Path file;

    Ledger(Path file) {
        this.file = file;
    }

    /** Requirements as the container writes them. */
    Set<String> read() throws IOException {
        Set<String> requirements = new TreeSet<>();
        if (Files.exists(file)) {
            Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(REQUIREMENT))
                    .forEach(requirements::add);
        }
        return requirements;
    }

    /** Whole or not at all, also after a power failure. */
    void write(Collection<String> requirements) throws IOException {
        StringBuilder lines = new StringBuilder();
        new TreeSet<>(requirements).forEach(line -> lines.append(line).append('\n'));
        WholeFile.write(file, lines.toString());
    }
}
