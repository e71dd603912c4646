// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.tocsin.api.store.EventStore;

/** Stores with segments so small that a short life has many, for tests in other packages. */
public final class SmallStores {

    private static final Limits SMALL = new Limits(16, 24 * 1024, 2, 100 * 1024, 1_000_000, Duration.ofMillis(20));
    private static final String KEPT = "40";

    private SmallStores() {}

    /** Keeps the engine running when a store is closed. */
    public static void useEngine(Path log) {
        DerbyEngine.use(log);
    }

    /** Takes it back. */
    public static void releaseEngine() {
        DerbyEngine.release();
    }

    /** A store, not open yet. */
    public static EventStore at(Path database, Path log, long maxBytes) {
        return new DerbyEventStore(
                () -> Settings.of(database.toString(), log.toString(), Long.toString(maxBytes), KEPT, "P7D"),
                SMALL,
                Clock.systemUTC());
    }
}
