// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.queue.derby.format.StoreBuilder;
import org.tocsin.queue.derby.format.StoreData;

/** Makes whole databases beside their place, and moves them there. */
public final class Drafts {

    private static final Logger LOG = LoggerFactory.getLogger(Drafts.class);

    /** The database has shut down; it was not open. */
    private static final Set<String> CLOSED = Set.of("08006", "XJ004");

    private Drafts() {}

    /** Says what a draft shall hold. */
    @FunctionalInterface
    public interface Filling {
        /** Fills it. */
        void fill(StoreBuilder builder) throws Exception;
    }

    /**
     * Makes a database that nobody has open. What was there under the draft's name is deleted first.
     *
     * @param now milliseconds since 1970
     */
    public static void make(Path draft, StoreData store, long now, Filling filling) throws Exception {
        deleteTree(draft);
        EmbeddedDataSource source = source(draft);
        source.setCreateDatabase("create");
        try {
            try (Connection connection = source.getConnection();
                    StoreBuilder builder = new StoreBuilder(connection, store, now)) {
                filling.fill(builder);
                builder.finish();
            }
        } finally {
            shutDown(draft);
        }
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwx------"));
    }

    /** Gives a directory another name, at once and for good. */
    public static void move(Path from, Path to) throws IOException {
        if (Files.isDirectory(to)) {
            Files.delete(to); // an empty one is as good as none
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel parent = FileChannel.open(to.resolveSibling("."), StandardOpenOption.READ)) {
            parent.force(true);
        }
    }

    /** How Derby finds a database. */
    public static EmbeddedDataSource source(Path directory) {
        EmbeddedDataSource source = new EmbeddedDataSource();
        source.setDatabaseName(directory.toString());
        return source;
    }

    /**
     * Closes a database for everybody in this process.
     *
     * @return whether it is closed
     */
    public static boolean shutDown(Path directory) {
        EmbeddedDataSource source = source(directory);
        source.setShutdownDatabase("shutdown");
        try {
            source.getConnection().close();
            return false;
        } catch (SQLException e) {
            LOG.debug("{}: {}", directory, e.getMessage()); // Derby says by an exception that it has shut down
            return CLOSED.contains(String.valueOf(e.getSQLState()));
        }
    }

    /** Deletes a directory with all that is in it; one that is not there is gone already. */
    public static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(root)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
