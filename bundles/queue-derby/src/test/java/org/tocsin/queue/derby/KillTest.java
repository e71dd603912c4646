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
import java.util.Set;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Lane;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.StoredEvent;

/**
 * A real {@code kill -9}, again and again on one database: what was promised is there, in order, byte for byte; what was
 * settled is gone; no order number is given twice. {@code -Dtocsin.kills=1000} for more rounds.
 */
public class KillTest {

    private static final int ROUNDS = Integer.getInteger("tocsin.kills", 30);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** What the child has been promised so far and what it has given back, by order number. */
    private final Map<Long, String> accepted = new HashMap<>();

    private final Set<Long> settling = new HashSet<>();
    private final Set<Long> settled = new HashSet<>();
    private final SplittableRandom random = new SplittableRandom(20_261_120);

    @Test
    public void aKillLosesNothingThatWasPromised() throws Exception {
        Path directory = folder.getRoot().toPath().resolve("queue");
        for (int round = 0; round < ROUNDS; round++) {
            try (Child child = Child.start(KilledStore.class, directory, Integer.toString(round))) {
                if (round % 5 == 4) {
                    // in the middle of the recovery from the last kill, or (the first time) of the making
                    pause(random.nextInt(400));
                } else {
                    child.await("READY");
                    pause(random.nextInt(1_000));
                }
                child.kill();
                take(child.lines());
            }
            check(directory, round);
        }
        assertThat(accepted.size()).as("what the children were promised").isGreaterThan(ROUNDS * 10);
        assertThat(settled).isNotEmpty();
    }

    private void take(List<String> lines) {
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "ACCEPTED" -> {
                    long order = Long.parseLong(words[1]);
                    assertThat(accepted.put(order, words[2]))
                            .as("order number given twice")
                            .isNull();
                }
                case "SETTLING" -> settling.add(Long.parseLong(words[1]));
                case "SETTLED" -> settled.add(Long.parseLong(words[1]));
                default -> assertThat(line).doesNotStartWith("REFUSED").doesNotStartWith("BROKEN");
            }
        }
    }

    private void check(Path directory, int round) throws Exception {
        DerbyEventStore store = new DerbyEventStore(directory.toString(), directory + ".log", "");
        try {
            Map<Lane, LaneRecord> lanes = new HashMap<>();
            store.open(events -> {}).forEach(record -> lanes.put(record.lane(), record));
            Set<Long> there = new HashSet<>();
            for (LaneRecord record : lanes.values()) {
                List<StoredEvent> waiting = store.read(record.lane(), 0, Integer.MAX_VALUE);
                assertThat(record.waiting()).as("counted, round %d", round).isEqualTo(waiting.size());
                assertThat(record.waitingBytes())
                        .isEqualTo(waiting.stream()
                                .mapToLong(e -> e.event().body().size())
                                .sum());
                checkOrder(waiting);
                waiting.forEach(event ->
                        assertThat(there.add(event.order())).as("given once").isTrue());
            }
            Set<Long> missing = new HashSet<>(accepted.keySet());
            missing.removeAll(there);
            missing.removeAll(settling);
            assertThat(missing).as("promised and lost, round %d", round).isEmpty();
            Set<Long> undead = new HashSet<>(settled);
            undead.retainAll(there);
            assertThat(undead).as("settled and still there, round %d", round).isEmpty();
        } finally {
            store.close();
        }
    }

    /** In a lane, order numbers grow with the rounds and with the sender's own count, and no text is cut. */
    private static void checkOrder(List<StoredEvent> waiting) {
        List<Long> sent = new ArrayList<>();
        for (StoredEvent event : waiting) {
            String[] words = event.event().body().utf8().split(" ", 4);
            int n = Integer.parseInt(words[2]);
            assertThat(words[3]).hasSize(n * 37 % 3_000);
            sent.add(Long.parseLong(words[0]) * 1_000_000 + n);
        }
        assertThat(sent).isSorted().doesNotHaveDuplicates();
        assertThat(waiting.stream().map(StoredEvent::order)).isSorted().doesNotHaveDuplicates();
    }

    private static void pause(int millis) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> System.nanoTime() - end >= 0);
    }
}
