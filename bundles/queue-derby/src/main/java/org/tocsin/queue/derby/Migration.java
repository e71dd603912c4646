// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tocsin.api.store.StoreException;
import org.tocsin.queue.derby.format.Schema;

/**
 * Brings a database of an older schema forward. The new one is made whole beside it, then the two change places by two
 * renames. A kill at any moment leaves the old one in its place, or the new one, or none and both beside it; the next
 * start goes on from there.
 */
final class Migration {

    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);

    private final Path directory;
    private final Path draft;
    private final Path migrated;
    private final Path old;
    private final long now;

    Migration(Path directory, long now) {
        this.directory = directory;
        this.draft = beside(".new");
        this.migrated = beside(".migrated");
        this.old = beside(".version-1");
        this.now = now;
    }

    private Path beside(String suffix) {
        return directory.resolveSibling(directory.getFileName() + suffix);
    }

    /** Before the database is opened: ends a move that a kill has interrupted. */
    void finishMove() throws IOException {
        if (Files.exists(migrated)) {
            if (Files.exists(old) && !Files.exists(directory)) {
                Drafts.move(migrated, directory);
            } else {
                // the old one is still in its place, and may have been used since
                Drafts.deleteTree(migrated);
            }
        }
    }

    /**
     * Whether the open database is of an older schema.
     *
     * @throws StoreException when it is of a newer one
     */
    boolean isNeeded(JdbcTemplate sql) throws StoreException {
        Integer version = sql.queryForObject("select version from ledger", Integer.class);
        if (version == null || version < 1 || version > Schema.VERSION) {
            throw new StoreException(
                    "database " + directory + ": its schema is of version " + version + ", this program reads 1 to "
                            + Schema.VERSION + "; start the version that wrote it",
                    null);
        }
        return version < Schema.VERSION;
    }

    /** Makes the new one of what the old one holds. */
    void build(JdbcTemplate sql) throws Exception {
        LOG.info("database {}: is brought forward from schema 1 to {}", directory, Schema.VERSION);
        VersionOne from = new VersionOne(sql);
        Drafts.make(draft, from.store(now), now, from::copy);
        Drafts.move(draft, migrated);
    }

    /** Puts the new one in the place of the old one, when neither is open. */
    void move() throws IOException {
        Drafts.deleteTree(old);
        Drafts.move(directory, old);
        Drafts.move(migrated, directory);
    }

    /** The new one is in its place and opens: the old one is needed no more. */
    void cleanUp() throws IOException {
        Drafts.deleteTree(old);
    }
}
