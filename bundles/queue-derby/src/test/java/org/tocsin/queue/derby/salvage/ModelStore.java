// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.Lane;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.format.BlockWriter;
import org.tocsin.queue.derby.format.ExceptionRecord;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Mark;
import org.tocsin.queue.derby.format.Schema;
import org.tocsin.queue.derby.format.StoreData;

/**
 * Writes records as the store does, into a real database, and remembers what they mean. Its commits are the seed's: some
 * are rolled back, and then their stamp and their order numbers are given again.
 */
final class ModelStore implements AutoCloseable {

    static final int LANES = 6;

    private static final int BIG = 70_000;

    /** What a lane should come to. */
    static final class Model {
        final TreeMap<Long, StoredEvent> waiting = new TreeMap<>();
        final TreeMap<Long, StoredEvent> dead = new TreeMap<>();
        final TreeMap<Long, StoredEvent> putBack = new TreeMap<>();
        final TreeMap<Long, StoredEvent> dropped = new TreeMap<>();
        long cursor;
        long delivered;
        long drainedTo;
        long drainedAt;
        boolean rowsAreThere;
        int turn;
        int ahead;

        Model copy() {
            Model copy = new Model();
            copy.waiting.putAll(waiting);
            copy.dead.putAll(dead);
            copy.putBack.putAll(putBack);
            copy.dropped.putAll(dropped);
            copy.cursor = cursor;
            copy.delivered = delivered;
            copy.drainedTo = drainedTo;
            copy.drainedAt = drainedAt;
            copy.rowsAreThere = rowsAreThere;
            copy.turn = turn;
            copy.ahead = ahead;
            return copy;
        }

        /** All that waits. */
        Map<Long, StoredEvent> all() {
            TreeMap<Long, StoredEvent> all = new TreeMap<>(waiting);
            all.putAll(putBack);
            return all;
        }
    }

    final Path directory;
    private final Random random;
    private final Connection connection;
    private Map<Integer, Model> lanes = new TreeMap<>();
    private StoreData store = Schema.fresh(0);
    private int nextBlock;
    private int busy = LANES;

    ModelStore(Path directory, long seed) throws Exception {
        this.directory = directory;
        this.random = new Random(seed);
        EmbeddedDataSource source = source(directory);
        source.setCreateDatabase("create");
        connection = source.getConnection();
        JdbcTemplate sql = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
        Schema.create(sql, store);
        sql.execute(Schema.createEvents(0));
        connection.setAutoCommit(false);
        for (int id = 1; id <= LANES; id++) {
            lanes.put(id, new Model());
        }
    }

    static EmbeddedDataSource source(Path directory) {
        EmbeddedDataSource source = new EmbeddedDataSource();
        source.setDatabaseName(directory.toString());
        return source;
    }

    static void shutDown(Path directory) {
        EmbeddedDataSource source = source(directory);
        source.setShutdownDatabase("shutdown");
        try {
            source.getConnection().close();
        } catch (SQLException e) {
            if (e.getErrorCode() < 40_000) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Model model(int id) {
        return there(lanes.get(id));
    }

    static <T> T there(@Nullable T found) {
        return Objects.requireNonNull(found);
    }

    Map<Integer, Model> lanes() {
        return lanes;
    }

    StoreData store() {
        return store;
    }

    static Lane lane(int id) {
        return new Lane("pagerduty", "key-" + id);
    }

    void checkpoint() throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement("call syscs_util.syscs_checkpoint_database()")) {
            sql.executeUpdate();
        }
        connection.commit();
    }

    /** From here on the lanes of the higher ids have nothing to do, so that the log forgets them. */
    void someRest() {
        busy = LANES / 2;
    }

    /** One group commit, or one that fails. */
    void commit() throws Exception {
        boolean fails = random.nextInt(8) == 0;
        Map<Integer, Model> before = new TreeMap<>();
        lanes.forEach((id, lane) -> before.put(id, lane.copy()));
        StoreData storeBefore = store;
        int blockBefore = nextBlock;
        long stamp = store.commits() + 1;
        long order = append(stamp);
        for (int id = 1; id <= busy; id++) {
            // appending alone writes no row, as in the store
            boolean isNew = !model(id).rowsAreThere && !model(id).waiting.isEmpty();
            if (change(id, model(id), stamp) || isNew) {
                model(id).ahead = 0;
                write(id, model(id), stamp);
            }
        }
        store = new StoreData(2, store.identity(), stamp, order, 0, 0);
        try (PreparedStatement sql = connection.prepareStatement("update ledger set commits = ?, data = ?")) {
            sql.setLong(1, stamp);
            sql.setBytes(2, store.seal());
            sql.executeUpdate();
        }
        if (fails) {
            connection.rollback();
            lanes = before;
            store = storeBefore;
            nextBlock = blockBefore;
        } else {
            connection.commit();
        }
    }

    private long append(long stamp) throws Exception {
        long order = store.lastOrder();
        try (PreparedStatement sql = connection.prepareStatement("insert into events_00 values (?, ?)")) {
            BlockWriter writer = new BlockWriter(1, nextBlock, stamp, (block, first, data) -> {
                sql.setInt(1, block);
                sql.setBytes(2, data);
                sql.executeUpdate();
            });
            int count = random.nextInt(30);
            for (int i = 0; i < count; i++) {
                int id = 1 + random.nextInt(busy);
                byte[] body = new byte[random.nextInt(60) == 0 ? BIG : random.nextInt(1_500)];
                random.nextBytes(body);
                StoredEvent event = new StoredEvent(
                        ++order, new Event(lane(id), "v2", Body.of(body), "d" + order), Instant.ofEpochMilli(order));
                writer.add(id, model(id).ahead++, event);
                model(id).waiting.put(order, event);
            }
            writer.flush();
            nextBlock = writer.nextBlock();
        }
        return order;
    }

    private boolean change(int id, Model lane, long stamp) throws SQLException {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3, 4 -> {
                return deliver(lane, stamp);
            }
            case 5 -> {
                return die(id, lane, stamp);
            }
            case 6 -> {
                return putBack(id, lane, stamp);
            }
            case 7 -> {
                return drop(id, lane, stamp);
            }
            default -> {
                return false;
            }
        }
    }

    private boolean deliver(Model lane, long stamp) throws SQLException {
        if (!lane.putBack.isEmpty()) {
            long order = lane.putBack.firstKey();
            lane.putBack.remove(order);
            delete(order);
            lane.drainedTo = order;
            lane.drainedAt = stamp;
        } else if (!lane.waiting.isEmpty()) {
            lane.cursor = lane.waiting.firstKey();
            lane.waiting.remove(lane.cursor);
        } else {
            return false;
        }
        lane.delivered++;
        return true;
    }

    private boolean die(int id, Model lane, long stamp) throws SQLException {
        if (!lane.putBack.isEmpty() || lane.waiting.isEmpty()) {
            return false;
        }
        lane.cursor = lane.waiting.firstKey();
        StoredEvent event = there(lane.waiting.remove(lane.cursor));
        lane.dead.put(event.order(), event);
        except(id, event, Mark.DEAD, stamp);
        return true;
    }

    private boolean putBack(int id, Model lane, long stamp) throws SQLException {
        if (lane.dead.isEmpty()) {
            return false;
        }
        List<Long> orders = new ArrayList<>(lane.dead.keySet());
        for (long order : orders.subList(0, 1 + random.nextInt(orders.size()))) {
            StoredEvent event = there(lane.dead.remove(order));
            lane.putBack.put(order, event);
            except(id, event, Mark.REQUEUED, stamp);
        }
        return true;
    }

    /** A dead letter goes without a trace, or one that waits is listed as dropped. */
    private boolean drop(int id, Model lane, long stamp) throws SQLException {
        if (!lane.dead.isEmpty() && random.nextBoolean()) {
            long order = lane.dead.lastKey();
            lane.dead.remove(order);
            delete(order);
            return true;
        }
        if (lane.waiting.size() > 2) {
            StoredEvent event = there(lane.waiting.remove(lane.waiting.lastKey()));
            Event empty = new Event(
                    event.event().lane(), "v2", Body.of(""), event.event().dedupKey());
            lane.dropped.put(event.order(), event);
            except(id, new StoredEvent(event.order(), empty, event.accepted()), Mark.DROPPED, stamp);
            return true;
        }
        return false;
    }

    private void except(int id, StoredEvent event, Mark mark, long stamp) throws SQLException {
        delete(event.order());
        List<byte[]> rows =
                ExceptionRecord.seal(stamp, id, event, new ExceptionRecord.Standing(mark, false, 1, "answer", stamp));
        try (PreparedStatement sql = connection.prepareStatement("insert into exceptions values (?, ?, ?, ?, ?)")) {
            for (int part = 0; part < rows.size(); part++) {
                sql.setLong(1, event.order());
                sql.setInt(2, part);
                sql.setInt(3, id);
                sql.setString(4, part == 0 ? String.valueOf(mark.code()) : "+");
                sql.setBytes(5, rows.get(part));
                sql.executeUpdate();
            }
        }
    }

    private void delete(long order) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement("delete from exceptions where seq = ?")) {
            sql.setLong(1, order);
            sql.executeUpdate();
        }
    }

    private void write(int id, Model lane, long stamp) throws SQLException {
        LaneData data = new LaneData(
                id,
                lane(id),
                lane.cursor,
                lane.all().size(),
                bytes(lane.all()),
                lane.putBack.size(),
                lane.delivered,
                lane.dead.size(),
                bytes(lane.dead),
                lane.dropped.size(),
                false,
                lane.drainedTo,
                lane.drainedAt);
        if (!lane.rowsAreThere) {
            for (int table = 0; table < Schema.LANE_TABLES; table++) {
                store("insert into " + Schema.laneTable(table) + " (data, id) values (?, ?)", id, data.seal(stamp));
            }
        } else {
            store("update " + Schema.laneTable(lane.turn) + " set data = ? where id = ?", id, data.seal(stamp));
            lane.turn = 1 - lane.turn;
        }
        lane.rowsAreThere = true;
    }

    private void store(String text, int id, byte[] row) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement(text)) {
            sql.setBytes(1, row);
            sql.setInt(2, id);
            sql.executeUpdate();
        }
    }

    private static long bytes(Map<Long, StoredEvent> events) {
        return events.values().stream()
                .mapToLong(event -> event.event().body().size())
                .sum();
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
        shutDown(directory);
    }
}
