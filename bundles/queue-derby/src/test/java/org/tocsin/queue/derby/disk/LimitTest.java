// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;

/** A store that is full by its own limit, again and again: it refuses, delivers what it has, and takes events again. */
public class LimitTest {

    private static final int CYCLES = Integer.getInteger("tocsin.disk.cycles", 20);
    private static final long LIMIT = 400_000;
    private static final int MOST = 5_000;
    private static final Lane LANE = new Lane("pagerduty", "k");

    @ClassRule
    public static final SmallDerby DERBY = new SmallDerby();

    @Rule
    public final TemporaryFolder folder = FastFolder.make();

    private final Map<Long, StoredEvent> stored = new ConcurrentHashMap<>();
    private final Deque<StoredEvent> waiting = new ArrayDeque<>();
    private int sent;

    @Test
    public void theLimitRefusesAndAsSoonAsThereIsSpaceNoLonger() throws Exception {
        Path database = folder.getRoot().toPath().resolve("queue");
        EventStore store = DERBY.store(database, LIMIT);
        store.open(events -> events.forEach(event -> stored.put(event.order(), event)));
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            StoreException refusal = null;
            int before = sent;
            while (refusal == null && sent - before < MOST) {
                refusal = append(store);
            }
            assertThat(refusal).as("cycle %d", cycle).isNotNull().matches(StoreException::full);
            assertThat(store.use().usedBytes()).isLessThanOrEqualTo(store.use().maxBytes());
            int keep = cycle % 5;
            while (waiting.size() > keep) {
                await(store.settle(new Settlement(waiting.remove(), Result.DELIVERED, 1, "")));
            }
            // at once, not only after a while
            assertThat(append(store)).as("cycle %d", cycle).isNull();
            assertThat(store.read(LANE, 0, MOST)).containsExactlyElementsOf(waiting);
        }
        store.close();
        EventStore again = DERBY.store(database, LIMIT);
        again.open(events -> {});
        assertThat(again.read(LANE, 0, MOST)).containsExactlyElementsOf(waiting);
        again.close();
    }

    private @Nullable StoreException append(EventStore store) throws Exception {
        Event event = new Event(LANE, "v2", Body.of(sent++ + " " + "x".repeat(sent % 3_000)), null);
        Throwable failure = catchThrowable(() -> {
            long order = await(store.append(event, null)).order();
            waiting.add(Objects.requireNonNull(stored.get(order), "the listener hears of it first"));
        });
        if (failure instanceof ExecutionException && failure.getCause() instanceof StoreException refusal) {
            return refusal;
        }
        assertThat(failure).isNull();
        return null;
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
