// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.StoreException;
import org.tocsin.queue.derby.SmallStores;

/**
 * Derby with all that it does now and then made small, so that it does it often: switches of the log, checkpoints, pages
 * that leave the cache. The engine does not start anew for each store.
 */
public final class SmallDerby extends ExternalResource {

    private static final Map<String, String> SMALL = Map.of(
            "derby.storage.logSwitchInterval", "131072",
            "derby.storage.checkpointInterval", "262144",
            "derby.storage.pageCacheSize", "60");

    private static final long PLENTY = 2_000_000;

    private final Map<String, String> before = new HashMap<>();
    private final TemporaryFolder folder = FastFolder.make();

    /** A store with segments so small that a short life has many. */
    public EventStore store(Path database) {
        return store(database, PLENTY);
    }

    /** One that takes so many bytes. */
    public EventStore store(Path database, long maxBytes) {
        return SmallStores.at(database, log(), maxBytes);
    }

    private Path log() {
        return folder.getRoot().toPath().resolve("derby.log");
    }

    /** Makes the database, so that what comes after finds it. */
    public void make(Path database) throws StoreException {
        EventStore maker = store(database);
        maker.open(events -> {});
        maker.close();
    }

    @Override
    protected void before() throws Throwable {
        SMALL.forEach((key, value) -> before.put(key, System.setProperty(key, value)));
        folder.create();
        SmallStores.useEngine(log());
    }

    @Override
    protected void after() {
        SmallStores.releaseEngine();
        folder.delete();
        before.forEach((key, value) -> {
            if (value == null) {
                System.clearProperty(key);
            } else {
                System.setProperty(key, value);
            }
        });
    }
}
