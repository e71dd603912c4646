// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories with all that is in them. */
public final class Trees {

    private Trees() {}

    /** Copies one to where nothing is. */
    public static void copy(Path from, Path to) throws IOException {
        for (Path path : in(from)) {
            Files.copy(path, to.resolve(from.relativize(path).toString()));
        }
    }

    /** Deletes one, if it is there. */
    public static void delete(Path root) throws IOException {
        if (Files.exists(root)) {
            for (Path path : in(root).stream().sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static List<Path> in(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.toList();
        }
    }
}
