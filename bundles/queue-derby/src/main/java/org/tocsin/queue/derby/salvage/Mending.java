// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.store.StoreException;
import org.tocsin.queue.derby.Drafts;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.StoreData;

/**
 * Puts a new database in the place of a damaged one, which is set aside. The caller has the lock on the place, and nobody
 * has the database open.
 *
 * <p>The steps: a note beside the database says that it is damaged; the new database is made beside it; a file in it says
 * that it is whole, and from then on it is the one; the damaged one moves aside; the new one moves in. A kill in between
 * leaves what {@link #finish} and the next opening complete.
 */
public final class Mending {

    private static final Logger LOG = LoggerFactory.getLogger(Mending.class);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);

    private static final String DRAFT = ".salvage";
    private static final String NOTE = ".damage";
    private static final String WHOLE = "tocsin-salvaged";

    /** Derby's own files, and its log, which it lays out ahead of need. */
    private static final long ROOM = 192L << 20;

    private final Path database;
    private final Path draft;
    private final Path note;
    private final Clock clock;

    /** @param database where it is, or should be */
    public Mending(Path database, Clock clock) {
        this.database = database;
        this.draft = Trees.beside(database, DRAFT);
        this.note = Trees.beside(database, NOTE);
        this.clock = clock;
    }

    /** Completes or takes back what was interrupted. To be called before all else. */
    public void finish() throws IOException {
        if (Files.exists(draft.resolve(WHOLE))) {
            moveIn();
        } else {
            Drafts.deleteTree(draft);
        }
        if (Files.exists(database.resolve(WHOLE))) {
            Files.deleteIfExists(note);
            Files.delete(database.resolve(WHOLE));
        }
        UnfinishedLog.takeBack(database);
    }

    /** Why the database must be mended before Derby may open it; empty when nothing is known against it. */
    public Optional<String> verdict() throws IOException {
        if (Files.exists(note) && Files.exists(database)) {
            return Optional.of(Files.readString(note).strip());
        }
        return Corruption.isDatabase(database) ? LogEnd.damage(database) : Optional.empty();
    }

    /** Notes that the database must be mended before it is opened again; the first cause stays. */
    public void note(String cause) throws IOException {
        if (!Files.exists(note)) {
            Trees.write(note, cause + "\n");
        }
    }

    /**
     * Salvages what can be read.
     *
     * @param cause what is damaged, in one line
     * @param store what the one who had it open knows; null when nobody does
     * @param lanes likewise
     * @return what is damaged
     * @throws StoreException when nothing was changed; the message says why
     */
    public Damage mend(String cause, @Nullable StoreData store, List<LaneData> lanes) throws StoreException {
        LOG.info("database {}: is damaged ({}), reads what can be read", database, cause);
        try (Salvage salvage = Salvage.read(database, store, lanes, clock.millis())) {
            if (salvage.isEmpty() && OldSchema.isIn(database)) {
                throw refusal(cause + "; its schema is one that cannot be salvaged", null);
            }
            checkRoom(salvage, cause);
            note(cause);
            Drafts.make(draft, salvage.store(), clock.millis(), salvage::into);
            Trees.makePrivate(draft);
            Trees.sync(draft);
            Damage damage = salvage.damage(cause);
            Path aside = Trees.beside(database, ".damaged-" + TIME.format(clock.instant()));
            DamageFiles.write(database, database, damage, clock.instant());
            Trees.write(draft.resolve(WHOLE), aside.getFileName() + "\n");
            finish();
            tell(damage, aside);
            return damage;
        } catch (StoreException e) {
            throw e;
        } catch (Exception e) {
            throw refusal(cause + "; and it cannot be salvaged now: " + Corruption.text(e), e);
        }
    }

    private void checkRoom(Salvage salvage, String cause) throws IOException, StoreException {
        long need = salvage.size() * 5 / 4 + ROOM;
        long free = Files.getFileStore(database).getUsableSpace();
        if (free < need) {
            throw new StoreException(
                    "database " + database + ": is damaged (" + cause + "), to salvage it takes " + (need >> 20)
                            + " MiB and " + (free >> 20)
                            + " are free there: free space and start again; nothing was changed",
                    true,
                    null);
        }
    }

    private void moveIn() throws IOException {
        Path aside =
                database.resolveSibling(Files.readString(draft.resolve(WHOLE)).strip());
        if (Files.exists(database) && !Files.exists(aside)) {
            Trees.move(database, aside);
        }
        Trees.move(draft, database);
    }

    private void tell(Damage damage, Path aside) {
        LOG.error(
                "TOCSIN-QUEUE-DERBY-007 database {}: was damaged ({}); {} events were saved, {} of them wait, {} that"
                        + " waited are lost; see {}",
                database,
                damage.cause(),
                damage.saved(),
                damage.waiting(),
                damage.lostEvents(),
                aside.resolve(DamageFiles.TEXT));
    }

    private StoreException refusal(String reason, @Nullable Throwable cause) {
        return new StoreException(
                "database " + database + ": is damaged: " + reason + "; nothing was changed, tocsin doctor tells more",
                cause);
    }
}
