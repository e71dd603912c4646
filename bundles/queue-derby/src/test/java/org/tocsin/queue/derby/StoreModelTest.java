// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventAction;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.store.Appended;
import org.tocsin.api.store.Changed;
import org.tocsin.api.store.LaneChange;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.StoreModel.Line;

/**
 * Random work on a store whose segments are tiny, beside a plain model: settlements in and out of turn, dead letters put
 * back, edited and dropped, drops far ahead, tables cleared and used again, and a restart every now and then. {@code
 * -Dtocsin.model.seeds=100} for more, {@code -Dtocsin.model.seed=7} for that one.
 */
public class StoreModelTest {

    private static final int SEEDS = Integer.getInteger("tocsin.model.seeds", 6);
    private static final Long ONE = Long.getLong("tocsin.model.seed");
    private static final List<EventAction> ACTIONS = List.of(EventAction.values());
    private static final int ROUNDS = 60;
    private static final long MAX_BYTES = 300_000;
    private static final Limits TINY = new Limits(25, 12_000, 2, 20_000, 1_000_000, Duration.ofMillis(20));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final TestClock clock = new TestClock();
    private SplittableRandom random = new SplittableRandom(0);
    private StoreModel model = new StoreModel();
    private DerbyEventStore store = store("none");
    /** Only what was committed can be settled or changed: who would know of more? */
    private long known;

    private List<Runnable> expectations = new ArrayList<>();

    @Test
    public void theStoreIsWhatItsModelSays() throws Exception {
        for (long seed = ONE == null ? 1 : ONE; seed <= (ONE == null ? SEEDS : ONE); seed++) {
            try {
                run(seed);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("-Dtocsin.model.seed=" + seed, e);
            }
        }
    }

    private void run(long seed) throws Exception {
        random = new SplittableRandom(seed);
        model = new StoreModel();
        store = store("store" + seed);
        store.open(events -> {});
        try {
            for (int round = 0; round < ROUNDS; round++) {
                work();
                check();
                if (random.nextInt(6) == 0) {
                    store.close();
                    checkRecords(store.open(events -> {}));
                    check();
                }
            }
        } finally {
            store.close();
        }
    }

    /** Some operations at once, so that they meet in commits as they like. */
    private void work() throws Exception {
        expectations = new ArrayList<>();
        known = model.lastOrder;
        List<CompletionStage<?>> stages = new ArrayList<>();
        int count = 1 + random.nextInt(60);
        for (int i = 0; i < count; i++) {
            stages.add(operation());
        }
        for (CompletionStage<?> stage : stages) {
            stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
        expectations.forEach(Runnable::run);
        if (random.nextInt(8) == 0) {
            clock.advance(Duration.ofMinutes(random.nextInt(90)));
        }
    }

    private CompletionStage<?> operation() {
        Lane lane = lane();
        Line line = model.line(lane);
        int dice = random.nextInt(100);
        if (dice < 45) {
            return model.live() < MAX_BYTES / 3 ? append(lane) : settle(lane, head(line), Result.DELIVERED);
        } else if (dice < 75) {
            return settle(lane, head(line), random.nextInt(4) == 0 ? Result.DEAD : Result.DELIVERED);
        } else if (dice < 80) {
            return settle(lane, any(line), random.nextBoolean() ? Result.DEAD : Result.DELIVERED);
        } else if (dice < 86) {
            Set<Long> orders = random.nextBoolean() ? Set.of() : some(line);
            return change(new LaneChange.Requeue(lane, orders), line.requeue(orders));
        } else if (dice < 93) {
            Set<Long> orders = some(line);
            return change(new LaneChange.Drop(lane, orders, "because"), line.drop(orders));
        } else if (dice < 97) {
            return edit(lane, line);
        }
        line.held = random.nextBoolean();
        return change(new LaneChange.Hold(lane, line.held), 0);
    }

    private CompletionStage<Appended> append(Lane lane) {
        Event event = event(lane, random.nextInt(60) == 0 ? 40_000 : 2_000);
        long order = model.append(event);
        CompletionStage<Appended> stage = store.append(event, null);
        expectations.add(() ->
                assertThat(stage.toCompletableFuture().join()).isEqualTo(new Appended(order, event.dedupKey(), false)));
        return stage;
    }

    private CompletionStage<Void> settle(Lane lane, long order, Result result) {
        Line line = model.line(lane);
        Event event = line.waiting.get(order);
        if (event == null) {
            event = line.delivered.getOrDefault(order, event(lane, 100));
        }
        line.settle(order, result);
        return store.settle(new Settlement(new StoredEvent(order, event, clock.instant()), result, 3, "answer"));
    }

    private CompletionStage<Changed> edit(Lane lane, Line line) {
        Event event = event(lane, 3_000);
        long order = line.dead.isEmpty() ? any(line) : line.dead.firstKey();
        boolean met = line.dead.replace(order, event) != null;
        return change(new LaneChange.Edit(lane, order, event), met ? 1 : 0);
    }

    private CompletionStage<Changed> change(LaneChange change, int met) {
        CompletionStage<Changed> stage = store.change(change);
        expectations.add(
                () -> assertThat(stage.toCompletableFuture().join().events()).isEqualTo(met));
        return stage;
    }

    private void check() throws StoreException {
        for (Map.Entry<Lane, Line> entry : model.lines.entrySet()) {
            Lane lane = entry.getKey();
            Line line = entry.getValue();
            Map<Long, Event> waiting = new HashMap<>();
            List<StoredEvent> read = store.read(lane, 0, Integer.MAX_VALUE);
            assertThat(read).extracting(StoredEvent::order).containsExactlyElementsOf(line.waiting.keySet());
            read.forEach(stored -> waiting.put(stored.order(), stored.event()));
            assertThat(waiting).isEqualTo(line.waiting);
            assertThat(events(lane, EventState.WAITING)).isEqualTo(line.waiting);
            assertThat(events(lane, EventState.DEAD)).isEqualTo(line.dead);
            assertThat(line.delivered).containsAllEntriesOf(events(lane, EventState.DELIVERED));
            assertThat(line.dropped)
                    .containsAll(events(lane, EventState.DROPPED).keySet());
        }
        if (model.lastOrder > 0) {
            checkOne(1 + random.nextLong(model.lastOrder));
        }
    }

    private void checkOne(long order) throws StoreException {
        EventRecord record = store.find(order).orElse(null);
        for (Map.Entry<Lane, Line> entry : model.lines.entrySet()) {
            Line line = entry.getValue();
            if (line.waiting.containsKey(order)) {
                assertThat(record).isNotNull().extracting(EventRecord::state).isEqualTo(EventState.WAITING);
            } else if (line.dead.containsKey(order)) {
                assertThat(record).isNotNull().extracting(EventRecord::state).isEqualTo(EventState.DEAD);
            } else if (record != null && line.delivered.containsKey(order)) {
                assertThat(record.state()).isEqualTo(EventState.DELIVERED);
            }
        }
        if (record != null) {
            Line line = model.line(record.event().lane());
            assertThat(line.waiting.containsKey(order)
                            || line.dead.containsKey(order)
                            || line.delivered.containsKey(order)
                            || line.dropped.contains(order))
                    .as("event %d, %s", order, record.state())
                    .isTrue();
        }
    }

    private void checkRecords(List<LaneRecord> records) throws StoreException {
        Map<Lane, LaneRecord> there = new HashMap<>();
        records.forEach(record -> there.put(record.lane(), record));
        long dropped = 0;
        for (Map.Entry<Lane, Line> entry : model.lines.entrySet()) {
            Lane lane = entry.getKey();
            Line line = entry.getValue();
            if (there.containsKey(lane)) {
                long now = there.get(lane).dropped();
                assertThat(now).isLessThanOrEqualTo(line.dropped.size());
                assertThat(there.get(lane)).isEqualTo(line.record(lane, now));
                dropped += now;
            } else {
                assertThat(line.waiting).isEmpty();
            }
        }
        assertThat(store.use().usedBytes()).isLessThanOrEqualTo(model.live() + 100 * dropped);
    }

    private Map<Long, Event> events(Lane lane, EventState state) throws StoreException {
        Map<Long, Event> found = new HashMap<>();
        long after = 0;
        List<EventRecord> some = store.list(new EventFilter(lane, state, after, 100));
        while (!some.isEmpty()) {
            for (EventRecord record : some) {
                assertThat(record.order()).isGreaterThan(after);
                after = record.order();
                found.put(after, record.event());
            }
            some = store.list(new EventFilter(lane, state, after, 100));
        }
        return found;
    }

    private long head(Line line) {
        NavigableMap<Long, Event> there = line.waiting.headMap(known, true);
        return there.isEmpty() ? nothing() : there.firstKey();
    }

    private long any(Line line) {
        List<Long> all = new ArrayList<>(line.waiting.headMap(known, true).keySet());
        return all.isEmpty() ? nothing() : all.get(random.nextInt(all.size()));
    }

    /** A number of an event that was settled long ago, or of another lane, or of none. */
    private long nothing() {
        return known == 0 ? 0 : random.nextLong(known);
    }

    private Set<Long> some(Line line) {
        List<Long> all = new ArrayList<>(line.waiting.headMap(known, true).keySet());
        all.addAll(line.dead.keySet());
        Set<Long> some = new HashSet<>(Set.of(nothing()));
        int most = random.nextInt(20);
        for (int i = 0; i < most && !all.isEmpty(); i++) {
            some.add(all.get(random.nextInt(all.size())));
        }
        return some;
    }

    private Lane lane() {
        // the first lanes get the most
        return new Lane("pagerduty", "k" + random.nextInt(1 + random.nextInt(8)));
    }

    private Event event(Lane lane, int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        String dedupKey = random.nextInt(3) == 0 ? null : "srv/" + random.nextInt(10);
        EventAction action = ACTIONS.get(random.nextInt(ACTIONS.size()));
        return new Event(lane, random.nextBoolean() ? "v1" : "change", Body.of(bytes), dedupKey, action);
    }

    private DerbyEventStore store(String name) {
        return new DerbyEventStore(
                () -> {
                    Path root = folder.getRoot().toPath();
                    return new Settings(
                            root.resolve(name), root.resolve("derby.log"), MAX_BYTES, 40, Duration.ofHours(2));
                },
                TINY,
                clock);
    }
}
