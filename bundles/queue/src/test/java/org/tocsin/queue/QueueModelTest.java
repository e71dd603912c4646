// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.Test;
import org.tocsin.api.Backoff;
import org.tocsin.api.Body;
import org.tocsin.api.Delivery;
import org.tocsin.api.DeliveryChannel;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.Outcome;
import org.tocsin.api.Receipt;
import org.tocsin.api.store.StoreException;

/**
 * Random stories, each from its seed: events come, attempts succeed, fail, hang and are rejected, channels go and come,
 * commits fail, people retry, drop, hold and release, the process dies and starts again. Afterwards all that was promised
 * and not dropped must have arrived, in order, and the queue counts what the store counts.
 */
public class QueueModelTest {

    private static final int STORIES = 400;
    private static final int STEPS = 500;

    @Test
    public void noStoryLosesOrReordersAnEvent() {
        for (int seed = 0; seed < STORIES; seed++) {
            new Story(seed).play();
        }
    }

    /** The other side: what it received in each lane, and how it answers. */
    private static final class Story implements DeliveryChannel {
        private final int seed;
        private final World world;
        private final SplittableRandom random;
        private final MemoryStore.Disk disk = new MemoryStore.Disk();
        private final List<Lane> lanes = new ArrayList<>();
        private final Map<Lane, List<String>> received = new LinkedHashMap<>();
        private final Map<Lane, Set<String>> promised = new LinkedHashMap<>();
        private final Map<Lane, List<CompletableFuture<Outcome>>> underWay = new LinkedHashMap<>();
        private final List<Runnable> waiting = new ArrayList<>();
        private final Set<String> everRejected = new HashSet<>();
        private final Map<String, Long> orders = new HashMap<>();
        private final Set<Long> dropped = new HashSet<>();
        private MemoryStore store;
        private DurableQueue queue;
        private boolean channelThere;
        private boolean calm;
        private int events;
        private int crashes;
        private int lostAnswers;

        Story(int seed) {
            this.seed = seed;
            this.world = new World(seed);
            this.random = world.random();
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                Lane lane = new Lane("pagerduty", "k" + i);
                lanes.add(lane);
                received.put(lane, new ArrayList<>());
                promised.put(lane, new HashSet<>());
                underWay.put(lane, new ArrayList<>());
            }
            store = new MemoryStore(disk, world.writer(), world.clock(), 0);
            queue = start();
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            calm = true;
            store.breakCommits(false);
            if (!channelThere) {
                toggleChannel();
            }
            lanes.forEach(lane -> queue.control().hold(lane, false));
            for (int round = 0; round < 3; round++) {
                drain();
                lanes.forEach(lane -> queue.control().retry(lane, Set.of()));
            }
            drain();
            lanes.forEach(this::check);
        }

        private void step() {
            int dice = random.nextInt(100);
            if (dice < 25) {
                accept(lanes.get(random.nextInt(lanes.size())));
            } else if (dice < 28) {
                drop(lanes.get(random.nextInt(lanes.size())));
            } else if (dice < 30) {
                var unused = queue.control().hold(lanes.get(random.nextInt(lanes.size())), random.nextInt(3) == 0);
            } else if (dice < 80) {
                world.chance();
            } else if (dice < 92) {
                answerOne();
            } else if (dice < 94) {
                toggleChannel();
            } else if (dice < 96) {
                store.breakCommits(random.nextBoolean());
            } else if (dice < 98) {
                var unused = queue.control().retry(lanes.get(random.nextInt(lanes.size())), Set.of());
            } else if (dice < 99) {
                world.pass(Duration.ofSeconds(random.nextInt(60)));
            } else {
                crash();
            }
        }

        private void accept(Lane lane) {
            String text = Integer.toString(events++);
            CompletionStage<Receipt> receipt = queue.accept(new Event(lane, "v2", Body.of(text), null));
            receipt.thenAccept(given -> {
                of(promised, lane).add(text);
                orders.put(text, given.order());
            });
        }

        /** Some event of the lane, wherever it stands; whether it could be is for the queue to know. */
        private void drop(Lane lane) {
            List<String> texts = of(promised, lane).stream().sorted().toList();
            if (!texts.isEmpty()) {
                Long order = Objects.requireNonNull(orders.get(texts.get(random.nextInt(texts.size()))));
                dropped.add(order);
                var unused = queue.control().drop(lane, Set.of(order), "because");
            }
        }

        @Override
        public String channel() {
            return "pagerduty";
        }

        @Override
        public CompletionStage<Outcome> deliver(Delivery delivery) {
            Lane lane = delivery.event().lane();
            String text = delivery.event().body().utf8();
            CompletableFuture<Outcome> answer = new CompletableFuture<>();
            List<CompletableFuture<Outcome>> calls = of(underWay, lane);
            calls.removeIf(CompletableFuture::isDone);
            assertThat(calls)
                    .as("seed %d: attempts under way in one lane", seed)
                    .isEmpty();
            calls.add(answer);
            int dice = calm ? 0 : random.nextInt(10);
            if (dice < 6) {
                var unused = answer.exceptionally(stopped -> {
                    lostAnswers++; // over its deadline: the one other way to a repeat
                    return new Outcome.Delivered("too late");
                });
                of(received, lane).add(text);
                complete(answer, new Outcome.Delivered("202"));
            } else if (dice < 8) {
                Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(4), true);
                complete(answer, new Outcome.RetryLater("503", backoff, dice == 7 ? Duration.ofSeconds(2) : null));
            } else if (dice < 9) {
                everRejected.add(text);
                complete(answer, new Outcome.Rejected("400"));
            } else {
                calls.clear();
                throw new IllegalStateException("broken");
            }
            return answer;
        }

        /** At once, or when the story says so. */
        private void complete(CompletableFuture<Outcome> answer, Outcome outcome) {
            if (calm || random.nextBoolean()) {
                answer.complete(outcome);
            } else {
                waiting.add(() -> answer.complete(outcome));
            }
        }

        private void answerOne() {
            if (!waiting.isEmpty()) {
                waiting.remove(random.nextInt(waiting.size())).run();
            }
        }

        private void toggleChannel() {
            channelThere = !channelThere;
            if (channelThere) {
                queue.dispatcher().add(this);
            } else {
                queue.dispatcher().remove(this);
            }
        }

        private void crash() {
            crashes++;
            world.crash();
            waiting.clear();
            underWay.values().forEach(List::clear);
            store = new MemoryStore(disk, world.writer(), world.clock(), 0);
            queue = start();
            channelThere = false;
        }

        private DurableQueue start() {
            Settings settings = QueueFixture.settings(
                    1 + random.nextInt(6), Duration.ofHours(1), 1 + random.nextInt(4), random.nextInt(20));
            try {
                return DurableQueue.open(store, settings, world.surroundings(), new Meters());
            } catch (StoreException e) {
                throw new AssertionError(e);
            }
        }

        private void drain() {
            waiting.forEach(Runnable::run);
            waiting.clear();
            world.pass(Duration.ofMinutes(30));
        }

        private void check(Lane lane) {
            List<String> arrived = of(received, lane);
            Set<String> due = new HashSet<>(of(promised, lane));
            due.removeIf(text -> dropped.contains(orders.get(text)));
            assertThat(arrived).as("seed %d: what arrived in %s", seed, lane).containsAll(due);
            Set<String> seen = new HashSet<>();
            String last = null;
            int highest = -1;
            int repeats = 0;
            for (String text : arrived) {
                if (everRejected.contains(text)) {
                    seen.add(text); // its place is where a retry put it, if need be before a repeat
                    continue;
                }
                if (!seen.add(text)) {
                    repeats++;
                    assertThat(last)
                            .as("seed %d: what precedes the repeat of %s in %s", seed, text, arrived)
                            .isEqualTo(text);
                } else {
                    assertThat(Integer.parseInt(text))
                            .as("seed %d: order in %s", seed, arrived)
                            .isGreaterThan(highest);
                    highest = Integer.parseInt(text);
                }
                last = text;
            }
            assertThat(repeats).as("seed %d: repeats in %s", seed, arrived).isLessThanOrEqualTo(crashes + lostAnswers);
            assertThat(disk.records())
                    .filteredOn(record -> record.lane().equals(lane))
                    .allMatch(record -> record.waiting() == 0 && record.dead() == 0);
            assertStatus(lane);
        }

        private static <T> T of(Map<Lane, T> map, Lane lane) {
            return Objects.requireNonNull(map.get(lane));
        }

        private void assertStatus(Lane lane) {
            disk.records().stream()
                    .filter(record -> record.lane().equals(lane))
                    .forEach(record -> assertThat(queue.status())
                            .filteredOn(status -> status.lane().equals(lane))
                            .as("seed %d: status and %s", seed, record)
                            .hasSize(1)
                            .allMatch(status -> status.waiting() == 0
                                    && status.dead() == 0
                                    && status.delivered() == record.delivered()
                                    && status.dropped() == record.dropped()));
        }
    }
}
