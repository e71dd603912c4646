// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Computes the checksum of every page of a closed database. */
public final class PageCheck {

    /** Of a table or index; those that begin with another letter are on their way out. */
    private static final String NAME = "c[0-9a-f]+\\.dat";

    private PageCheck() {}

    /** What was checked. */
    public record Pages(long checked, List<String> damaged) {
        /** Copies the list. */
        public Pages {
            damaged = List.copyOf(damaged);
        }
    }

    /** The first damaged page; also one that Derby passes over, since nothing is on it. */
    static Optional<String> damage(Path database) throws IOException {
        Pages all = all(database);
        if (!all.damaged.isEmpty()) {
            return Optional.of(all.damaged.get(0));
        }
        for (Path file : containers(database)) {
            OptionalLong empty = Container.open(file).firstEmptyPage();
            if (empty.isPresent()) {
                return Optional.of(database.relativize(file) + ": page " + empty.getAsLong() + " is empty");
            }
        }
        return Optional.empty();
    }

    /** The first damaged page, be it one that is not in use. */
    static Optional<String> rubbish(Path database) throws IOException {
        return look(database, true).damaged.stream().findFirst();
    }

    /** Reads all pages. */
    public static Pages all(Path database) throws IOException {
        return look(database, false);
    }

    private static Pages look(Path database, boolean alsoUnused) throws IOException {
        long checked = 0;
        List<String> damaged = new ArrayList<>();
        if (!Files.isDirectory(database.resolve("seg0"))) {
            return new Pages(0, List.of("the directory seg0 is missing"));
        }
        Catalogue catalogue = Catalogue.of(database);
        for (Path file : containers(database)) {
            Container container = Container.open(file);
            boolean described = container.hasFirstPage();
            if (!described && !catalogue.names(file)) {
                continue; // it never became one
            }
            checked += container.pages();
            Optional<Container.Extent> extent = container.extent();
            if (!described) {
                damaged.add(database.relativize(file) + ": page 0 has a wrong checksum or is missing");
            }
            container.read(new Container.Visitor() {
                @Override
                public void row(long at, ByteBuffer bytes) {
                    // it is the pages that are checked
                }

                @Override
                public void bad(long page, long at, ByteBuffer bytes) {
                    boolean unused = !alsoUnused
                            && extent.isPresent()
                            && extent.get().covers(page)
                            && !extent.get().uses(page);
                    if (page > 0 && !unused) {
                        damaged.add(database.relativize(file) + ": page " + page + " has a wrong checksum");
                    }
                }
            });
        }
        return new Pages(checked, damaged);
    }

    private static List<Path> containers(Path database) throws IOException {
        try (Stream<Path> content = Files.list(database.resolve("seg0"))) {
            return content.filter(file -> String.valueOf(file.getFileName()).matches(NAME))
                    .sorted()
                    .toList();
        }
    }
}
