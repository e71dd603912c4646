// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tocsin.api.Body;
import org.tocsin.api.Delivery;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.Outcome;
import org.tocsin.api.store.StoreException;

/** A queue in a world that stands still, which can be restarted. */
final class Rig {

    static final Outcome OK = new Outcome.Delivered("202");

    final World world = new World(1);
    final MemoryStore.Disk disk = new MemoryStore.Disk();
    private final Map<String, String> properties;
    private MemoryStore store;
    private DurableQueue queue;

    /** @param properties the configuration, where it differs from the defaults: key, value, key, value */
    Rig(String... properties) {
        this.properties = new TreeMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            this.properties.put(properties[i], properties[i + 1]);
        }
        store = new MemoryStore(disk, world.writer(), world.clock(), 0);
        queue = open();
    }

    MemoryStore store() {
        return store;
    }

    DurableQueue queue() {
        return queue;
    }

    StoreControl control() {
        return queue.control();
    }

    /** A crash, and the start after it; channels are to be added anew. */
    void restart() {
        world.crash();
        store = new MemoryStore(disk, world.writer(), world.clock(), 0);
        queue = open();
    }

    void add(DeliveryChannel channel) {
        queue.dispatcher().add(channel);
    }

    /** A channel that is a function. */
    void add(Function<Delivery, CompletionStage<Outcome>> call) {
        add(new DeliveryChannel() {
            @Override
            public String channel() {
                return "pagerduty";
            }

            @Override
            public CompletionStage<Outcome> deliver(Delivery delivery) {
                return call.apply(delivery);
            }
        });
    }

    void accept(Event event) {
        queue.accept(event, null);
    }

    List<String> accept(Lane lane, int from, int to) {
        List<String> texts =
                IntStream.range(from, to).mapToObj(Integer::toString).toList();
        texts.forEach(text -> accept(new Event(lane, "v2", Body.of(text), null)));
        return texts;
    }

    void run() {
        world.run();
    }

    void pass(Duration time) {
        world.pass(time);
    }

    LaneStatus status(Lane lane) {
        return queue.status().stream()
                .filter(status -> status.lane().equals(lane))
                .findFirst()
                .orElseThrow();
    }

    /** Runs until the stage is there. */
    <T> T get(CompletionStage<T> stage) {
        world.run();
        return stage.toCompletableFuture().getNow(null);
    }

    int drop(Lane lane, Long... orders) {
        return get(control().drop(lane, Set.of(orders), "because"));
    }

    List<EventRecord> list(Lane lane, EventState state) throws StoreException {
        List<EventRecord> all = new ArrayList<>();
        long after = 0;
        List<EventRecord> page;
        do {
            page = store.list(new EventFilter(lane, state, after, EventFilter.MAX_LIMIT));
            all.addAll(page);
            after = page.isEmpty() ? 0 : page.get(page.size() - 1).order();
        } while (!page.isEmpty());
        return all;
    }

    private DurableQueue open() {
        try {
            return DurableQueue.open(
                    store,
                    Settings.of(QueueFixture.config(properties), properties),
                    world.surroundings(),
                    new Meters());
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }
}
