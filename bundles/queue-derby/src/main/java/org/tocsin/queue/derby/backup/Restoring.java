// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.queue.derby.salvage.Trees;

/**
 * Puts a copy that lies beside the database, in {@code <database>.restore}, in its place. The present database is moved
 * aside first, after the copy was found whole; a kill in between is completed by the next opening. A copy that is not
 * whole is moved out of the way and the present database is used: alarms go on, and nothing is lost by waiting.
 */
public final class Restoring {

    private static final Logger LOG = LoggerFactory.getLogger(Restoring.class);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);

    private static final String BEFORE = ".before-restore-";

    private final Path database;
    private final Path copy;
    private final Clock clock;

    /** @param database where it is, or should be */
    public Restoring(Path database, Clock clock) {
        this.database = database;
        this.copy = Trees.beside(database, ".restore");
        this.clock = clock;
    }

    /** To be called before the database is opened. */
    public void run() throws IOException {
        if (!Files.isDirectory(copy)) {
            return;
        }
        Optional<String> problem = Manifest.problem(copy);
        if (problem.isPresent()) {
            refuse(problem.get());
            return;
        }
        if (Files.exists(database)) {
            Path before = Trees.beside(database, BEFORE + TIME.format(clock.instant()));
            Trees.move(database, before);
            LOG.info("database {}: moved to {}, a copy takes its place", database, before);
        }
        Trees.move(copy, database);
        LOG.info("database {}: restored", database);
    }

    /** Whether the database came from a copy and has not been given a new identity yet. */
    public static boolean needsIdentity(Path database) {
        return Manifest.isIn(database);
    }

    /** The new identity is durable. */
    public static void hasIdentity(Path database) throws IOException {
        Files.deleteIfExists(database.resolve(Manifest.NAME));
    }

    private void refuse(String problem) throws IOException {
        Path refused = Trees.beside(database, ".restore-refused-" + TIME.format(clock.instant()));
        Trees.move(copy, refused);
        if (!Files.exists(database)) {
            Optional<Path> last = lastBefore();
            if (last.isPresent()) {
                Trees.move(last.get(), database);
            }
        }
        LOG.error(
                "TOCSIN-QUEUE-DERBY-008 the copy to be restored is refused: {}; it is in {} now, the present database"
                        + " is used",
                problem,
                refused);
    }

    /** What an interrupted restore had moved aside. */
    private Optional<Path> lastBefore() throws IOException {
        String prefix = database.getFileName() + BEFORE;
        try (Stream<Path> siblings = Files.list(database.toAbsolutePath().resolveSibling("."))) {
            return siblings.map(Path::normalize)
                    .filter(path -> String.valueOf(path.getFileName()).startsWith(prefix))
                    .max(Comparator.naturalOrder());
        }
    }
}
