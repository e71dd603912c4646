// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Lane;
import org.tocsin.api.store.EventStore.CommitListener;
import org.tocsin.api.store.StoredEvent;

/** Everybody gets an answer, and the right one, whatever breaks around the writer. */
public class WriterTest {

    private static final Lane LANE = new Lane("pagerduty", "k");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private DerbyEventStore store;

    @Before
    public void make() {
        store = new DerbyEventStore(
                directory().toString(),
                folder.getRoot().toPath().resolve("derby.log").toString(),
                "");
    }

    @After
    public void close() {
        store.close();
    }

    @Test
    public void whatIsStoredIsAnsweredSoThoughTheListenerFails() throws Exception {
        for (Throwable failure : new Throwable[] {new IllegalStateException("listener"), new AssertionError("error")}) {
            store.open(events -> WriterTest.<RuntimeException>sneak(failure));
            StoredEvent first = get(append("one"));
            StoredEvent second = get(append("two"));
            assertThat(second.order()).isEqualTo(first.order() + 1);
            assertThat(store.read(LANE, first.order() - 1, 10)).containsExactly(first, second);
            assertThat(store.health().state()).isEqualTo(State.READY);
            store.close();
        }
        CommitListener heard = events -> {};
        assertThat(store.open(heard)).singleElement().matches(lane -> lane.waiting() == 4);
    }

    private CompletableFuture<StoredEvent> append(String text) {
        return store.append(new Event(LANE, "v2", Body.of(text), null)).toCompletableFuture();
    }

    private static StoredEvent get(CompletableFuture<StoredEvent> stored) throws Exception {
        return stored.get(20, TimeUnit.SECONDS);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    private Path directory() {
        return folder.getRoot().toPath().resolve("queue");
    }
}
