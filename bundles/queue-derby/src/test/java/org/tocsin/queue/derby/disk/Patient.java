// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.tocsin.api.HealthPart;
import org.tocsin.api.Lane;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.StoreException;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.life.Ask;
import org.tocsin.queue.derby.life.Found;
import org.tocsin.queue.derby.life.LaneAccount;
import org.tocsin.queue.derby.life.Load;
import org.tocsin.queue.derby.life.Verdict;

/** A store that lives on a disk on which, again and again, something does not work for a while. */
final class Patient implements AutoCloseable {

    /** How soon after the disk is well the store takes events, where nobody else needs the machine. */
    private static final Duration RECOVERY = Duration.ofSeconds(1);

    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final int HEALTHY_STEPS = 40;
    private static final int ILL_STEPS = 400;
    private static final int WARM = 5;

    /** Makes the disk ill, or well. */
    interface Treatment {
        void run() throws Exception;
    }

    private final Path database;
    private final Load load;
    private final EventStore store;
    private final Reopening reopening;
    private int cycles;
    private int refusals;
    private int prompt;
    private Leftovers most = new Leftovers(0, 0, 0);
    private Duration slowest = Duration.ZERO;

    /** Opens the database again where everything works. */
    interface Reopening {
        EventStore store();
    }

    Patient(Path database, EventStore store, Reopening reopening, long seed) throws StoreException {
        this.database = database;
        this.store = store;
        this.reopening = reopening;
        this.load = new Load(seed, word -> {});
        store.open(load);
    }

    /** How often the store refused. */
    int refusals() {
        return refusals;
    }

    /** In how many of the cycles the store took events within a second after the disk was well. */
    int prompt() {
        return prompt;
    }

    /** The longest time from a disk that is well to an event that is taken. */
    Duration slowest() {
        return slowest;
    }

    /** Is well, ill, and well again. Answers with what was refused meanwhile. */
    List<StoreException> suffer(Treatment falling, Treatment healing) throws Exception {
        for (int step = 0; step < HEALTHY_STEPS; step++) {
            assertThat(refused(load.step(store)))
                    .as("refused by a disk that is well")
                    .isEmpty();
        }
        falling.run();
        List<StoreException> refused = new ArrayList<>();
        for (int step = 0; step < ILL_STEPS && refused.isEmpty(); step++) {
            pace();
            refused.addAll(refused(load.ask(store)));
        }
        refused.addAll(refused(load.ask(store)));
        healing.run();
        long healed = System.nanoTime();
        Awaitility.await("the store takes events again")
                .atMost(BOUND)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> load.ask(store).stream().anyMatch(this::isTaken) && saysItIsWell());
        Duration recovery = Duration.ofNanos(System.nanoTime() - healed);
        slowest = recovery.compareTo(slowest) > 0 ? recovery : slowest;
        prompt += recovery.compareTo(RECOVERY) < 0 ? 1 : 0;
        refused.addAll(refused(load.hear(0)));
        refusals += refused.size();
        look();
        count();
        return refused;
    }

    /** All that was taken is there, as it was left, and nothing else. */
    @Override
    public void close() throws Exception {
        assertThat(refused(load.hear(0))).isEmpty();
        store.close();
        assertThat(Consistency.check(database)).isEmpty();
        EventStore again = reopening.store();
        try {
            Found found = Found.in(again, again.open(events -> {}));
            List<String> wrong = Verdict.on(found, load.orders(), List.of(load.account()));
            assertThat(wrong).isEmpty();
            assertThat(again.inspect().findings()).isEmpty();
        } finally {
            again.close();
        }
    }

    /** What waits is what must wait. */
    private void look() throws StoreException {
        for (Map.Entry<Lane, LaneAccount> lane : load.account().lanes().entrySet()) {
            List<Long> expected = lane.getValue().waiting.keySet().stream()
                    .map(load.orders()::get)
                    .toList();
            List<Long> there = store.read(lane.getKey(), 0, Integer.MAX_VALUE).stream()
                    .map(StoredEvent::order)
                    .toList();
            if (!expected.equals(there)) {
                List<Long> odd = new ArrayList<>(there);
                odd.removeAll(expected);
                List<Long> missing = new ArrayList<>(expected);
                missing.removeAll(there);
                odd.addAll(missing);
                List<String> stories = new ArrayList<>();
                load.orders().forEach((number, order) -> {
                    if (odd.contains(order)) {
                        stories.addAll(load.story(number));
                    }
                });
                assertThat(there)
                        .as("cycle %d, %s: %s", cycles, lane.getKey().key(), stories)
                        .isEqualTo(expected);
            }
        }
    }

    /** One that came a second time is taken in any case. */
    private boolean saysItIsWell() {
        return ((HealthPart) store).health().state() == HealthPart.State.READY;
    }

    private boolean isTaken(Load.Answer answer) {
        return answer.refusal() == null && load.asks().get(answer.index()) instanceof Ask.Append;
    }

    private static List<StoreException> refused(List<Load.Answer> answers) {
        List<StoreException> refused = new ArrayList<>();
        answers.forEach(answer -> {
            if (answer.refusal() != null) {
                refused.add(answer.refusal());
            }
        });
        return refused;
    }

    /** What a cycle leaves open, it leaves open in every cycle. */
    private void count() throws IOException {
        cycles++;
        if (cycles <= WARM) {
            most = most.and(Leftovers.count(database));
            return;
        }
        // what Derby forgets to close is closed by the garbage collector
        Awaitility.await("leftovers after " + cycles + " cycles as at first, " + most)
                .atMost(BOUND)
                .until(() -> Leftovers.afterCollection(database), most::covers);
    }

    private static void pace() {
        long end = System.nanoTime() + Duration.ofMillis(1).toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
