// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.queue.derby.salvage.DamageFiles;

/** Reports of damages that nobody has acknowledged: the health is degraded until somebody does. */
final class Reports {

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
    private static final Duration LOOKED_UP_EVERY = Duration.ofSeconds(2);

    private final Path database;
    private List<Path> open = List.of();
    private long lookedUp;

    Reports(Path database) {
        this.database = database;
        this.lookedUp = System.nanoTime() - LOOKED_UP_EVERY.toNanos();
    }

    /** The same health, or a worse one. */
    synchronized Health on(Health health) {
        if (System.nanoTime() - lookedUp >= LOOKED_UP_EVERY.toNanos()) {
            lookedUp = System.nanoTime();
            try {
                open = DamageFiles.open(database);
            } catch (IOException e) {
                LOG.debug("{}: its siblings cannot be listed", database, e);
            }
        }
        return open.isEmpty()
                ? health
                : new Health(
                        State.DEGRADED,
                        health.text() + "; the database was damaged and mended, read "
                                + open.get(0).resolve(DamageFiles.TEXT) + " and run tocsin doctor --acknowledge");
    }
}
