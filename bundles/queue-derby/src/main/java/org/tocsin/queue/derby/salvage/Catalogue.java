// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Which files belong to a closed database. When the disk is full Derby leaves files behind that it began and could not even
 * describe; no table is in them, and they are in nobody's way.
 */
final class Catalogue {

    /** SYS.SYSCONGLOMERATES, which Derby makes second of all: its rows hold the number of each file of a table or index. */
    private static final String FILE = "seg0/c20.dat";

    /** The properties of the database, which Derby makes first and does not list. */
    private static final long PROPERTIES = 0x10;

    private final boolean whole;
    private final Set<Long> numbers;

    private Catalogue(boolean whole, Set<Long> numbers) {
        this.whole = whole;
        this.numbers = numbers;
    }

    static Catalogue of(Path database) throws IOException {
        Path file = database.resolve(FILE);
        if (!Files.exists(file)) {
            return new Catalogue(false, Set.of());
        }
        Reader reader = new Reader();
        Container container = Container.open(file);
        container.read(reader);
        return new Catalogue(reader.good && container.hasFirstPage(), reader.numbers);
    }

    /** Whether a file that cannot be read is missed; all are when the catalogue itself is damaged. */
    boolean names(Path container) {
        String name = String.valueOf(container.getFileName());
        long number = Long.parseLong(name.substring(1, name.indexOf('.')), 16);
        return !whole || number == PROPERTIES || numbers.contains(number);
    }

    /** Takes every eight bytes of a row for a number: what is too much only makes the check stricter. */
    private static final class Reader implements Container.Visitor {

        private final Set<Long> numbers = new HashSet<>();
        private boolean good = true;

        @Override
        public void row(long at, ByteBuffer bytes) {
            for (int i = 0; i + Long.BYTES <= bytes.limit(); i++) {
                numbers.add(bytes.getLong(i));
            }
        }

        @Override
        public void bad(long page, long at, ByteBuffer bytes) {
            good = false;
        }
    }
}
