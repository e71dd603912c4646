// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.store.StoreException;
import org.tocsin.queue.derby.Drafts;
import org.tocsin.queue.derby.format.Envelope;
import org.tocsin.queue.derby.format.Kind;
import org.tocsin.queue.derby.format.StoreData;
import org.tocsin.queue.derby.salvage.Corruption;
import org.tocsin.queue.derby.salvage.Trees;

/**
 * Copies an open database, by Derby's own means, so that it is as one commit left it. The copy is made beside its place
 * and moved there when it is whole.
 */
public final class Backup {

    private static final Logger LOG = LoggerFactory.getLogger(Backup.class);

    private final Connection connection;
    private final Clock clock;

    /** @param connection to the database, for this alone */
    public Backup(Connection connection, Clock clock) {
        this.connection = connection;
        this.clock = clock;
    }

    /**
     * Makes a copy.
     *
     * @param directory must not be there
     * @throws StoreException in one line, and then nothing is left of it
     */
    public void to(Path directory) throws StoreException {
        Path target = directory.toAbsolutePath().normalize();
        if (Files.exists(target)) {
            throw new StoreException("backup " + target + ": is there already, name one that is not", null);
        }
        Path part = Trees.beside(target, ".part-" + clock.millis());
        try {
            Files.createDirectory(
                    part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new StoreException("backup " + target + ": cannot be made: " + e, e);
        }
        try {
            StoreData before = stored();
            copy(part);
            Path copy = onlyDirectory(part);
            Trees.makePrivate(copy);
            Manifest.write(copy, before, clock.instant());
            Trees.sync(copy);
            Trees.move(copy, target);
        } catch (SQLException | IOException e) {
            throw failed(target, e);
        } finally {
            remove(part);
        }
    }

    private void copy(Path part) throws SQLException {
        try (PreparedStatement backup = connection.prepareStatement("call syscs_util.syscs_backup_database(?)")) {
            backup.setString(1, part.toString());
            backup.executeUpdate();
        }
    }

    /** As the ledger says before the copy is made: the copy has at least this. */
    private StoreData stored() throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("select data from ledger")) {
            if (!row.next()) {
                throw new SQLException("the ledger is empty");
            }
            return StoreData.of(Envelope.open(row.getBytes(1), Kind.STORE));
        }
    }

    private static Path onlyDirectory(Path part) throws IOException {
        try (Stream<Path> content = Files.list(part)) {
            List<Path> directories = content.filter(Files::isDirectory).toList();
            if (directories.size() != 1) {
                throw new IOException("Derby left " + directories.size() + " directories in " + part);
            }
            return directories.get(0);
        }
    }

    private static StoreException failed(Path target, Exception failure) throws StoreException {
        String text = Corruption.text(failure);
        boolean full = text.contains("No space left") || text.contains("Disk quota exceeded");
        return new StoreException(
                "backup " + target + ": " + (full ? "the disk is full, free space there or name another place" : text),
                failure);
    }

    private static void remove(Path part) {
        try {
            Drafts.deleteTree(part);
        } catch (IOException e) {
            LOG.warn("TOCSIN-QUEUE-DERBY-009 {}: what is left of a backup cannot be removed: {}", part, e.toString());
        }
    }
}
