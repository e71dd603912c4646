// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.EventStore;
import org.tocsin.api.store.LaneRecord;
import org.tocsin.api.store.Settlement;
import org.tocsin.api.store.Settlement.Result;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.format.Envelope;
import org.tocsin.queue.derby.format.Kind;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Schema;

/** The row of a lane, which is behind while events only come in, and what makes good for that. */
public class LaneRowTest {

    private static final Lane LANE = new Lane("pagerduty", "web");
    private static final Lane OTHER = new Lane("pagerduty", "db");
    private static final int SEGMENT = 16;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path database;
    private EventStore store;

    @Before
    public void open() throws Exception {
        database = folder.getRoot().toPath().resolve("queue");
        store = SmallStores.at(database, folder.getRoot().toPath().resolve("derby.log"), 1 << 20);
        store.open(events -> {});
    }

    @After
    public void close() {
        store.close();
    }

    @Test
    public void aStartCountsWhatCameInAfterTheRowWasWritten() throws Exception {
        append(LANE, 1);
        append(LANE, 4);
        assertThat(rowCounts(LANE))
                .as("the row is written when the lane is new")
                .isEqualTo(1);

        restart();

        assertThat(lane(LANE)).isEqualTo(new LaneRecord(LANE, 5, 50, 0, 0, 0, false));
        deliverHead(LANE);
        assertThat(rowCounts(LANE)).as("a delivery writes it").isEqualTo(4);
        append(LANE, 2);
        restart();
        assertThat(lane(LANE)).isEqualTo(new LaneRecord(LANE, 6, 60, 1, 0, 0, false));
    }

    @Test
    public void aSegmentIsSealedWithTheRowsThatAreBehind() throws Exception {
        append(LANE, 1);
        append(OTHER, 1);
        append(LANE, SEGMENT - 2);
        assertThat(rowCounts(LANE)).isEqualTo(1);

        append(OTHER, 1); // into the next segment

        assertThat(rowCounts(LANE)).isEqualTo(SEGMENT - 1);
        restart();
        assertThat(lane(LANE).waiting()).isEqualTo(SEGMENT - 1);
        assertThat(lane(OTHER).waiting()).isEqualTo(2);
    }

    @Test
    public void aRowThatIsBehindAtAStartIsWrittenWhenTheSegmentIsSealed() throws Exception {
        append(LANE, 1);
        append(LANE, 3);
        restart();
        append(OTHER, 2 * SEGMENT);
        assertThat(rowCounts(LANE)).isEqualTo(4);
        restart();
        assertThat(lane(LANE).waiting()).isEqualTo(4);
    }

    @Test
    public void anInspectionBesideAWriterFindsNothing() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> written = writer.submit(() -> {
                while (!enough.get()) {
                    append(LANE, 3);
                    append(OTHER, 1);
                    deliverHead(LANE);
                    deliverHead(OTHER);
                    deliverHead(LANE);
                    deliverHead(LANE);
                }
                return null;
            });
            for (int i = 0; i < 100; i++) {
                assertThat(store.inspect().findings()).isEmpty();
            }
            enough.set(true);
            written.get(30, TimeUnit.SECONDS);
        } finally {
            enough.set(true);
            writer.shutdown();
            assertThat(writer.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void restart() throws Exception {
        store.close();
        store.open(events -> {});
    }

    private LaneRecord lane(Lane lane) throws Exception {
        store.close();
        return store.open(events -> {}).stream()
                .filter(record -> record.lane().equals(lane))
                .findFirst()
                .orElseThrow();
    }

    /** In one commit each, or a few. */
    private void append(Lane lane, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            store.append(new Event(lane, "v2", Body.of("{\"n\":1234}"), null), null)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private void deliverHead(Lane lane) throws Exception {
        StoredEvent head = store.read(lane, 0, 1).get(0);
        store.settle(new Settlement(head, Result.DELIVERED, 1, ""))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    /** How many events wait as the newest row of the lane says. */
    private long rowCounts(Lane lane) throws Exception {
        List<Envelope> rows = new ArrayList<>();
        try (Connection connection = Drafts.source(database).getConnection();
                Statement sql = connection.createStatement()) {
            for (int table = 0; table < Schema.LANE_TABLES; table++) {
                try (ResultSet row = sql.executeQuery("select data from " + Schema.laneTable(table))) {
                    while (row.next()) {
                        rows.add(Envelope.open(row.getBytes(1), Kind.LANE));
                    }
                }
            }
        }
        long stamp = 0;
        long waiting = 0;
        for (Envelope row : rows) {
            LaneData data = LaneData.of(row);
            if (data.lane().equals(lane) && row.stamp() > stamp) {
                stamp = row.stamp();
                waiting = data.waiting();
            }
        }
        return waiting;
    }
}
