// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.tocsin.api.Event;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoreListener;
import org.tocsin.queue.derby.DerbyEventStore;

/** The store of the queue, without the queue. */
final class StoreFront implements Front {

    private static final long MAX_BYTES = 8L << 30;

    private final EventStore store;

    private StoreFront(EventStore store) {
        this.store = store;
    }

    static StoreFront open(Path directory, StoreListener listener) throws StoreException {
        EventStore store = store(directory);
        store.open(listener);
        return new StoreFront(store);
    }

    /** A store that is not open yet, as the agent has it, but with room for every benchmark. */
    static EventStore store(Path directory) {
        return new DerbyEventStore(Defaults.of(
                DerbyEventStore.Config.class,
                Map.of(
                        "directory", directory.resolve("db/queue").toString(),
                        "log", directory.resolve("derby.log").toString(),
                        "maxBytes", Long.toString(MAX_BYTES))));
    }

    @Override
    public CompletionStage<Appended> append(Event event) {
        return store.append(event, null);
    }

    @Override
    public void close() {
        store.close();
    }
}
