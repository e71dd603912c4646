// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.Test;

/** What is read of lanes that are longer than a part. */
public class EventReaderTest {

    private static final Lane ONE = new Lane("pagerduty", "one");
    private static final Lane OTHER = new Lane("pagerduty", "other");

    private final TreeMap<Long, Lane> delivered = new TreeMap<>();
    private int read;

    @Test
    public void theLastOfSomeLanesAreThoseOfTheHighestNumbers() throws QueueRefusedException {
        Random random = new Random(7);
        for (long order = 1; order <= 5_000; order++) {
            if (random.nextInt(10) > 0) {
                delivered.put(order, random.nextInt(20) == 0 ? OTHER : ONE);
            }
        }

        for (List<Lane> lanes : List.of(List.of(ONE), List.of(OTHER), List.of(ONE, OTHER), List.of(OTHER, ONE))) {
            for (int limit : new int[] {1, 2, 99, 100, 1_000, 10_000}) {
                assertThat(last(lanes, 0, limit))
                        .as("%s of %s", limit, lanes)
                        .containsExactlyElementsOf(expected(lanes, 0, limit));
            }
        }
        assertThat(last(List.of(ONE, OTHER), 4_990, 100))
                .containsExactlyElementsOf(expected(List.of(ONE, OTHER), 4_990, 100));
        assertThat(last(List.of(), 0, 5)).isEmpty();
    }

    @Test
    public void theLastOfALongLaneAreFoundWithoutReadingAllOfIt() throws QueueRefusedException {
        LongStream.rangeClosed(1, 100_000).forEach(order -> delivered.put(order * 3, ONE));

        assertThat(last(List.of(ONE), 0, 10)).hasSize(10).endsWith(300_000L);

        assertThat(read).isLessThan(2_000);
    }

    private List<Long> last(List<Lane> lanes, long after, int limit) throws QueueRefusedException {
        QueueControl control = (QueueControl) Proxy.newProxyInstance(
                QueueControl.class.getClassLoader(),
                new Class<?>[] {QueueControl.class},
                (proxy, method, arguments) -> list((EventFilter) arguments[0]));
        return List.copyOf(new EventReader(control)
                .last(lanes, EventState.DELIVERED, after, limit, EventRecord::order)
                .values());
    }

    private List<EventRecord> list(EventFilter filter) {
        List<EventRecord> records = delivered.tailMap(filter.after(), false).entrySet().stream()
                .filter(entry -> entry.getValue().equals(filter.lane()))
                .limit(filter.limit())
                .map(entry -> record(entry.getKey(), entry.getValue()))
                .toList();
        read += records.size();
        return records;
    }

    private static EventRecord record(long order, Lane lane) {
        return new EventRecord(
                order,
                EventState.DELIVERED,
                new Event(lane, "v2", Body.of("{}"), null),
                Instant.EPOCH,
                1,
                null,
                Instant.EPOCH);
    }

    private List<Long> expected(List<Lane> lanes, long after, int limit) {
        List<Long> all = delivered.tailMap(after, false).entrySet().stream()
                .filter(entry -> lanes.contains(entry.getValue()))
                .map(entry -> entry.getKey())
                .toList();
        return all.subList(Math.max(0, all.size() - limit), all.size());
    }
}
