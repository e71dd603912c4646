// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A directory that goes with this process, however that ends, except by a kill.
 *
 * @param path where it is
 */
record TemporaryDirectory(Path path) {

    static TemporaryDirectory make(String name) throws IOException {
        TemporaryDirectory made = new TemporaryDirectory(Files.createTempDirectory(name));
        Runtime.getRuntime().addShutdownHook(new Thread(made::remove, "tocsin-cli-tidy"));
        return made;
    }

    void remove() {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("tocsin: " + path + " cannot be removed, it is not needed any more: " + e.getMessage());
        }
    }
}
