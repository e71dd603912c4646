// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.tocsin.api.store.StoreException;

/**
 * A Derby database with two connections, one for the writer and one for reads. The data sources stay the same when the
 * database is opened anew after a failure.
 */
final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;
    private final DirectoryLock lock;
    private final Link forWriter = new Link();
    private final Link forReader = new Link();
    private boolean closed;

    /** A connection that can be replaced under a data source that stays. */
    private static final class Link extends DelegatingDataSource {
        void connect(DataSource database) throws SQLException {
            setTargetDataSource(new SingleConnectionDataSource(database.getConnection(), true));
        }

        void disconnect() {
            if (getTargetDataSource() instanceof SingleConnectionDataSource connection) {
                connection.destroy();
            }
        }
    }

    private Database(Path directory, DirectoryLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Opens the database, and makes it first when it is not there.
     *
     * @throws StoreException in one line, with the remedy
     */
    static Database open(Settings settings) throws StoreException {
        if ("test".equalsIgnoreCase(System.getProperty("derby.system.durability"))) {
            throw new StoreException(
                    "derby.system.durability: test gives up what a commit promises, remove this system property", null);
        }
        Path directory = settings.directory();
        try {
            makeDirectories(directory.resolveSibling("."));
            makeDirectories(settings.log().resolveSibling("."));
        } catch (IOException e) {
            throw new StoreException("database " + directory + ": its directory cannot be made: " + e, e);
        }
        DirectoryLock lock = DirectoryLock.take(directory.resolveSibling(directory.getFileName() + ".lock"), directory);
        DerbyEngine.use(settings.log());
        Database database = new Database(directory, lock);
        try {
            if (!Files.exists(directory) || isEmpty(directory)) {
                database.create();
            }
            database.connect();
            return database;
        } catch (SQLException | IOException | RuntimeException e) {
            database.close();
            throw new StoreException(
                    "database " + directory + ": cannot be opened: " + Failures.text(e) + "; see " + settings.log()
                            + ", or move the directory away to begin with an empty queue",
                    e);
        }
    }

    DataSource forWriter() {
        return forWriter;
    }

    DataSource forReader() {
        return forReader;
    }

    Path directory() {
        return directory;
    }

    /** Opens anew after a failure that took the database down; not when it is closed: a successor may have it by then. */
    synchronized void reopen() throws SQLException {
        checkOpen();
        disconnect();
        shutDown(directory);
        connect();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        disconnect();
        shutDown(directory);
        DerbyEngine.release();
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("the lock of {} goes with the process", directory, e);
        }
    }

    private void checkOpen() throws SQLException {
        if (closed) {
            throw new SQLException("database " + directory + ": is closed");
        }
    }

    private synchronized void connect() throws SQLException {
        checkOpen();
        DataSource source = source(directory);
        forWriter.connect(source);
        forReader.connect(source);
    }

    private void disconnect() {
        forReader.disconnect();
        forWriter.disconnect();
    }

    /** Made beside its place and moved there when it is whole, so that a kill leaves nothing half-made. */
    private void create() throws SQLException, IOException {
        Path draft = directory.resolveSibling(directory.getFileName() + ".new");
        deleteTree(draft);
        EmbeddedDataSource source = source(draft);
        source.setCreateDatabase("create");
        SingleConnectionDataSource connection = new SingleConnectionDataSource(source.getConnection(), true);
        try {
            Schema.create(new JdbcTemplate(connection));
        } finally {
            connection.destroy();
            shutDown(draft);
        }
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwx------"));
        Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private static EmbeddedDataSource source(Path directory) {
        EmbeddedDataSource source = new EmbeddedDataSource();
        source.setDatabaseName(directory.toString());
        return source;
    }

    private static void shutDown(Path directory) {
        EmbeddedDataSource source = source(directory);
        source.setShutdownDatabase("shutdown");
        try {
            source.getConnection().close();
        } catch (SQLException e) {
            LOG.debug("{}: {}", directory, e.getMessage()); // Derby says by an exception that it has shut down
        }
    }

    private static void makeDirectories(Path directory) throws IOException {
        Files.createDirectories(directory.normalize(), PRIVATE);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> content = Files.list(directory)) {
            return content.findAny().isEmpty();
        }
    }

    private static void deleteTree(Path root) throws IOException {
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
