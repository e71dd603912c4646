// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.After;
import org.tocsin.api.store.EventStore;

/** The engine that the dispatcher's tests run on keeps the contract, too. */
public class MemoryStoreTest extends EventStoreContract {

    private final MemoryStore.Disk disk = new MemoryStore.Disk();
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private volatile Clock clock = Clock.systemUTC();

    /** Ends the writer. */
    @After
    public void endWriter() {
        writer.shutdown();
    }

    @Override
    protected EventStore make(long maxBytes) {
        return new MemoryStore(disk, writer, new World.LateClock(() -> clock.instant()), maxBytes);
    }

    @Override
    protected void close(EventStore store) {
        ((MemoryStore) store).close();
    }

    @Override
    protected void breakCommits(EventStore store, boolean broken) {
        ((MemoryStore) store).breakCommits(broken);
    }

    @Override
    protected void advance(Duration time) {
        clock = Clock.offset(clock, time);
    }

    @Override
    protected int manyEvents() {
        return 3_000;
    }

    @Override
    protected boolean damage(EventStore store) {
        ((MemoryStore) store).damage();
        return true;
    }
}
