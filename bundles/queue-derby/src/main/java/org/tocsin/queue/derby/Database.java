// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.tocsin.api.store.StoreException;
import org.tocsin.queue.derby.backup.Restoring;
import org.tocsin.queue.derby.format.DamagedException;
import org.tocsin.queue.derby.format.Envelope;
import org.tocsin.queue.derby.format.Kind;
import org.tocsin.queue.derby.format.Schema;
import org.tocsin.queue.derby.format.StoreData;
import org.tocsin.queue.derby.salvage.Corruption;
import org.tocsin.queue.derby.salvage.Mending;

/**
 * A Derby database with three connections: for the writer, for reads, and for the keeper. The data sources stay the same when the
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
    private final Link forKeeper = new Link();
    private boolean closed;

    /** A connection that can be replaced under a data source that stays. */
    private static final class Link extends DelegatingDataSource {
        void connect(DataSource database) throws SQLException {
            setTargetDataSource(new SingleConnectionDataSource(database.getConnection(), true));
        }

        /** When Derby cannot write its lock, as on a full disk, it opens the database all the same, but to read it only. */
        boolean isReadOnly() throws SQLException {
            try (Connection connection = getConnection()) {
                return connection.isReadOnly();
            }
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

    /** Opens the database of which nothing is known. */
    static Database open(Settings settings, Clock clock) throws StoreException {
        return open(settings, clock, null);
    }

    /**
     * Opens the database, and makes it first when it is not there. One that is known to be damaged is mended first.
     *
     * @param known what was known of it when it broke; null when nothing is
     * @throws StoreException in one line, with the remedy
     */
    static Database open(Settings settings, Clock clock, @Nullable Known known) throws StoreException {
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
            Mending mending = new Mending(directory, clock);
            mending.finish();
            new Restoring(directory, clock).run();
            Migration migration = new Migration(directory, clock.millis());
            migration.finishMove();
            boolean restored = Restoring.needsIdentity(directory);
            Optional<String> verdict = mending.verdict();
            if (verdict.isPresent()) {
                mending.mend(
                        verdict.get(), known == null ? null : known.store(), known == null ? List.of() : known.lanes());
            }
            if (!Files.exists(directory) || isEmpty(directory)) {
                database.create(clock.millis());
            }
            database.connect();
            if (migration.isNeeded(new JdbcTemplate(database.forWriter))) {
                migration.build(new JdbcTemplate(database.forWriter));
                Pulse.check(new JdbcTemplate(database.forWriter)); // or else a part would be taken for all of it
                database.disconnect();
                Drafts.shutDown(directory);
                migration.move();
                database.connect();
            }
            migration.cleanUp();
            if (restored) { // also when it had to be mended at once
                database.giveIdentity();
                Restoring.hasIdentity(directory);
            }
            return database;
        } catch (StoreException e) {
            database.close();
            throw e;
        } catch (Exception e) {
            database.close();
            throw new StoreException(
                    "database " + directory + ": cannot be opened: " + Failures.text(e) + "; see " + settings.log()
                            + ", and run tocsin doctor",
                    e);
        }
    }

    DataSource forWriter() {
        return forWriter;
    }

    DataSource forReader() {
        return forReader;
    }

    DataSource forKeeper() {
        return forKeeper;
    }

    /** One more, for who asks; it is the caller's. */
    Connection connection() throws SQLException {
        return Drafts.source(directory).getConnection();
    }

    Path directory() {
        return directory;
    }

    /**
     * Opens anew after a failure that took the database down; not when it is closed: a successor may have it by then.
     *
     * @param why the failure; when it says nothing of what is wrong, all pages are read; null when that was done
     * @throws DamagedException when damage is behind it
     */
    synchronized void reopen(@Nullable Throwable why) throws SQLException {
        checkOpen();
        disconnect();
        shutDown();
        if (why != null && Failures.isUnexplained(why)) {
            lookForDamage(why);
        }
        connect();
    }

    /**
     * Derby's recovery comes first: it makes good what a write that failed has left. It must be able to write for that, and
     * on a full disk its own writes leave the same again.
     */
    private void lookForDamage(Throwable why) throws SQLException {
        if (recoverAndLook(why).isEmpty()) {
            return;
        }
        Failures.checkSpace(directory);
        Optional<String> damage = recoverAndLook(why);
        Failures.checkSpace(directory);
        if (damage.isPresent()) {
            throw new DamagedException(damage.get());
        }
    }

    private Optional<String> recoverAndLook(Throwable why) throws SQLException {
        connect();
        disconnect();
        shutDown();
        try {
            return Corruption.behind(directory, why);
        } catch (IOException e) {
            throw new SQLException("database " + directory + ": its pages cannot be read", e);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        disconnect();
        shutDown();
        DerbyEngine.release();
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("the lock of {} goes with the process", directory, e);
        }
    }

    /**
     * When a write of Derby's own threads fails, Derby stops the store below the database but not the database: it can
     * neither be used nor, since that takes a connection, be shut down. Then the engine is.
     */
    private void shutDown() {
        if (!Drafts.shutDown(directory)) {
            LOG.info("database {}: cannot be shut down alone, stops Derby", directory);
            DerbyEngine.stop();
        }
    }

    private void checkOpen() throws SQLException {
        if (closed) {
            throw new SQLException("database " + directory + ": is closed");
        }
    }

    private synchronized void connect() throws SQLException {
        checkOpen();
        DataSource source = Drafts.source(directory);
        forWriter.connect(source);
        forReader.connect(source);
        forKeeper.connect(source);
        if (forWriter.isReadOnly()) {
            disconnect();
            shutDown();
            Failures.checkSpace(directory);
            throw new SQLException("it can only be read: make its directory and all in it writable for this user");
        }
    }

    /**
     * The writer's own comes first: a transaction that Derby's shutdown interrupted may still hold a page, for which a
     * shutdown on the reader's connection waits.
     */
    private void disconnect() {
        forWriter.disconnect();
        forKeeper.disconnect();
        forReader.disconnect();
    }

    /** A copy that goes its own way is another store: the keys of its receipts must differ from the first one's. */
    private void giveIdentity() {
        JdbcTemplate sql = new JdbcTemplate(forWriter);
        byte[] row = sql.queryForObject("select data from ledger", byte[].class);
        StoreData before = StoreData.of(Envelope.open(row == null ? new byte[0] : row, Kind.STORE));
        StoreData after = new StoreData(
                before.version(),
                Schema.newIdentity(),
                before.commits() + 1, // or else the old one, which the log still has, counts as much when it is mended
                before.lastOrder(),
                before.generation(),
                before.generationSince());
        sql.update(
                "update ledger set store_id = ?, commits = ?, data = ?",
                after.identity(),
                after.commits(),
                after.seal());
    }

    /** Made beside its place and moved there when it is whole, so that a kill leaves nothing half-made. */
    private void create(long now) throws Exception {
        Path draft = directory.resolveSibling(directory.getFileName() + ".new");
        Drafts.make(draft, Schema.fresh(now), now, builder -> {});
        Drafts.move(draft, directory);
    }

    private static void makeDirectories(Path directory) throws IOException {
        Files.createDirectories(directory.normalize(), PRIVATE);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> content = Files.list(directory)) {
            return content.findAny().isEmpty();
        }
    }
}
