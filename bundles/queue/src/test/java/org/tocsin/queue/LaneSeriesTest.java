// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.tocsin.api.Backoff;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.Outcome;
import org.tocsin.api.store.StoreException;

/** What a scrape shows of the lanes, and what it costs the queue. */
public class LaneSeriesTest {

    private static final Backoff STEADY = new Backoff(Duration.ofHours(1), Duration.ofHours(1), false);
    private static final Outcome DOWN = new Outcome.RetryLater("503", STEADY, null);
    private static final Settings SETTINGS = QueueFixture.settings(64, Duration.ofSeconds(35), 8, 1 << 20);

    private final World world = new World(7);
    private final ScriptedChannel channel = new ScriptedChannel();
    private final Meters meters = new Meters();
    private final PrometheusRegistry scraped = new PrometheusRegistry();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DurableQueue queue = open();

    private DurableQueue open() {
        meters.show(scraped);
        meters.use(registry);
        try {
            return DurableQueue.open(
                    new MemoryStore(new MemoryStore.Disk(), world.writer(), world.clock(), 0),
                    SETTINGS,
                    world.surroundings(),
                    meters);
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void aLaneIsShownByItsIdWithWhatBecameOfItsEvents() {
        Lane web = lane(0);
        queue.dispatcher().add(channel);
        accept(web, 3);
        world.run();
        channel.answers(delivery -> new Outcome.Rejected("400"));
        accept(web, 1);
        world.run();
        channel.answers(delivery -> DOWN);
        accept(web, 2);
        world.run();
        world.pass(Duration.ofSeconds(90));

        Map<String, Map<String, Double>> seen = scrape();

        assertThat(seen.keySet())
                .containsExactlyInAnyOrder(
                        "accepted", "delivered", "retried", "rejected", "depth", "dead", "held", "oldest_age_seconds");
        assertThat(seen.get("accepted")).isEqualTo(Map.of(web.id(), 6.0));
        assertThat(seen.get("delivered")).isEqualTo(Map.of(web.id(), 3.0));
        assertThat(seen.get("retried")).isEqualTo(Map.of(web.id(), 1.0));
        assertThat(seen.get("rejected")).isEqualTo(Map.of(web.id(), 1.0));
        assertThat(seen.get("depth")).isEqualTo(Map.of(web.id(), 2.0));
        assertThat(seen.get("dead")).isEqualTo(Map.of(web.id(), 1.0));
        assertThat(seen.get("held")).isEqualTo(Map.of(web.id(), 0.0));
        assertThat(seen.get("oldest_age_seconds")).isEqualTo(Map.of(web.id(), 90.0));
        assertThat(value("oldest.age")).isEqualTo(90.0);
        assertThat(seen.toString()).doesNotContain("key-0");
    }

    @Test
    public void ofManyLanesTheForemostAreShownAndAllAreCounted() {
        queue.dispatcher().add(channel);
        for (int i = 0; i < 5_000; i++) {
            accept(lane(i), 1);
        }
        world.pass(Duration.ofSeconds(1));
        channel.answers(delivery -> DOWN);
        accept(lane(17), 1);
        channel.answers(delivery -> delivery.event().lane().equals(lane(17)) ? DOWN : Rig.OK);
        world.pass(Duration.ofSeconds(1));
        for (int i = 0; i < 99; i++) {
            accept(lane(1_000 + i), 1);
            world.pass(Duration.ofSeconds(1));
        }

        Map<String, Double> depth = scrape().get("depth");

        assertThat(depth).hasSize(100).containsEntry(lane(17).id(), 1.0);
        for (int i = 0; i < 99; i++) {
            assertThat(depth).containsEntry(lane(1_000 + i).id(), 0.0);
        }
        assertThat(value("lanes")).isEqualTo(5_000);
        assertThat(value("depth")).isEqualTo(1);
        assertThat(registry.get("tocsin.queue.accepted").functionCounter().count())
                .isEqualTo(5_100);
        assertThat(registry.getMeters()).as("meters, however many lanes").hasSizeLessThan(100);
    }

    @Test
    public void theFiguresOfAllLanesAreTheSumOfTheirs() {
        queue.dispatcher().add(channel);
        channel.answers(delivery -> world.random().nextInt(3) == 0 ? new Outcome.Rejected("400") : Rig.OK);
        for (int i = 0; i < 300; i++) {
            accept(lane(world.random().nextInt(20)), 1);
            world.run();
        }
        queue.control().retry(lane(3), Set.of());
        queue.control().hold(lane(4), true);
        world.run();
        accept(lane(4), 2);
        world.run();
        queue.control().drop(lane(4), Set.of(301L), "because");
        world.run();

        Map<String, Map<String, Double>> seen = scrape();

        for (String figure : new String[] {"depth", "dead", "held"}) {
            assertThat(sum(seen, figure)).as(figure).isEqualTo(value(figure));
        }
        for (String figure : new String[] {"accepted", "delivered", "rejected"}) {
            assertThat(sum(seen, figure))
                    .as(figure)
                    .isEqualTo(registry.get("tocsin.queue." + figure)
                            .functionCounter()
                            .count());
        }
        assertThat(value("held")).isEqualTo(1);
        assertThat(value("depth")).isEqualTo(1);
        assertThat(registry.get("tocsin.queue.dropped").functionCounter().count())
                .isEqualTo(1);
        assertThat(sum(seen, "dead"))
                .isEqualTo(queue.status().stream()
                        .mapToDouble(lane -> (double) lane.dead())
                        .sum());
    }

    @Test
    public void aScrapeWaitsForNobodyWhoHoldsTheQueue() throws Exception {
        queue.dispatcher().add(channel);
        accept(lane(0), 1);
        world.run();
        CompletableFuture<Integer> shown = new CompletableFuture<>();

        queue.dispatcher().locked(() -> {
            Thread scraper = new Thread(
                    () -> shown.complete(scrape().size() + (int) value("oldest.age") + (int) value("depth")));
            scraper.start();
            assertThat(shown).succeedsWithin(20, TimeUnit.SECONDS);
        });

        assertThat(shown.get()).isPositive();
    }

    @Test
    public void whenTheQueueGoesItsLanesGoToo() {
        accept(lane(0), 1);
        world.run();
        queue.close();

        assertThat(scraped.scrape()).isEmpty();
        assertThat(registry.getMeters()).isEmpty();
    }

    private static Lane lane(int number) {
        return new Lane("pagerduty", "key-" + number);
    }

    private void accept(Lane lane, int events) {
        for (int i = 0; i < events; i++) {
            queue.accept(new Event(lane, "v2", Body.of("x"), null), null);
        }
        world.runWriter();
    }

    private double value(String gauge) {
        return registry.get("tocsin.queue." + gauge).gauge().value();
    }

    private static double sum(Map<String, Map<String, Double>> seen, String figure) {
        return seen.getOrDefault(figure, Map.of()).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** By figure and lane. */
    private Map<String, Map<String, Double>> scrape() {
        Map<String, Map<String, Double>> seen = new TreeMap<>();
        for (MetricSnapshot one : scraped.scrape()) {
            Map<String, Double> lanes = new TreeMap<>();
            for (DataPointSnapshot point : one.getDataPoints()) {
                assertThat(point.getLabels().get("channel")).isEqualTo("pagerduty");
                lanes.put(
                        point.getLabels().get("lane"),
                        point instanceof CounterDataPointSnapshot counter
                                ? counter.getValue()
                                : ((GaugeDataPointSnapshot) point).getValue());
            }
            seen.put(one.getMetadata().getName().replace("tocsin_queue_lane_", ""), lanes);
        }
        return seen;
    }
}
