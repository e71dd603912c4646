// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.salvage;

import static org.tocsin.queue.derby.salvage.ModelStore.there;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tocsin.api.store.StoredEvent;
import org.tocsin.queue.derby.format.BlockRecord;
import org.tocsin.queue.derby.format.Envelope;
import org.tocsin.queue.derby.format.ExceptionRecord;
import org.tocsin.queue.derby.format.Kind;
import org.tocsin.queue.derby.format.LaneData;
import org.tocsin.queue.derby.format.Mark;
import org.tocsin.queue.derby.format.Piece;
import org.tocsin.queue.derby.format.Schema;
import org.tocsin.queue.derby.format.StoreData;

/** What stands in a database, read by its tables and by the rules of the store. */
final class Rebuilt {

    final Map<Integer, LaneData> lanes = new TreeMap<>();
    private final Map<Integer, Map<Long, StoredEvent>> waiting = new TreeMap<>();
    private final Map<Integer, Map<Long, Mark>> exceptions = new TreeMap<>();
    final StoreData store;

    Rebuilt(Path directory) throws Exception {
        try (Connection connection = ModelStore.source(directory).getConnection();
                Statement sql = connection.createStatement()) {
            store = StoreData.of(
                    Envelope.open(rows(sql, "select data from ledger").get(0), Kind.STORE));
            for (byte[] row : rows(sql, "select data from " + Schema.laneTable(0))) {
                LaneData lane = LaneData.of(Envelope.open(row, Kind.LANE));
                lanes.put(lane.id(), lane);
                waiting.put(lane.id(), new TreeMap<>());
                exceptions.put(lane.id(), new TreeMap<>());
            }
            readExceptions(sql);
            readEvents(sql);
        } finally {
            ModelStore.shutDown(directory);
        }
    }

    Map<Long, StoredEvent> waiting(int lane) {
        return there(waiting.get(lane));
    }

    Map<Long, Mark> exceptions(int lane) {
        return there(exceptions.get(lane));
    }

    private void readExceptions(Statement sql) throws SQLException {
        Map<Long, List<Piece>> pieces = new HashMap<>();
        for (byte[] row : rows(sql, "select data from exceptions order by seq, part")) {
            ExceptionRecord part = ExceptionRecord.of(Envelope.open(row, Kind.EXCEPTION));
            List<Piece> begun = pieces.computeIfAbsent(part.piece().order(), order -> new ArrayList<>());
            begun.add(part.piece());
            if (begun.size() == 1) {
                exceptions(part.laneId()).put(part.piece().order(), part.mark());
            }
            if (begun.size() == part.piece().parts()
                    && there(exceptions(part.laneId()).get(part.piece().order()))
                            .waits()) {
                waiting(part.laneId()).put(part.piece().order(), Piece.join(part.lane(), begun));
            }
        }
    }

    private void readEvents(Statement sql) throws SQLException {
        List<Piece> begun = new ArrayList<>();
        for (int slot = 0; tableIsThere(sql, slot); slot++) {
            for (byte[] row : rows(sql, "select data from events_0" + slot + " order by block")) {
                for (BlockRecord.Entry entry :
                        BlockRecord.of(Envelope.open(row, Kind.BLOCK)).entries()) {
                    begun.add(entry.piece());
                    if (begun.size() == entry.piece().parts()) {
                        StoredEvent event = Piece.join(entry.lane(), begun);
                        begun.clear();
                        LaneData lane = there(lanes.get(entry.laneId()));
                        if (event.order() > lane.cursor()
                                && !exceptions(entry.laneId()).containsKey(event.order())) {
                            waiting(entry.laneId()).put(event.order(), event);
                        }
                    }
                }
            }
        }
    }

    private static boolean tableIsThere(Statement sql, int slot) throws SQLException {
        try (ResultSet tables = sql.getConnection().getMetaData().getTables(null, null, "EVENTS_0" + slot, null)) {
            return tables.next();
        }
    }

    private static List<byte[]> rows(Statement sql, String query) throws SQLException {
        List<byte[]> rows = new ArrayList<>();
        try (ResultSet found = sql.executeQuery(query)) {
            while (found.next()) {
                rows.add(found.getBytes(1));
            }
        }
        return rows;
    }
}
