// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tocsin.queue.derby.BatchStatement.Target;
import org.tocsin.queue.derby.format.Schema;

/**
 * The statements of the writer, in a Camel context of their own: it has no route, and no plugin can get at it.
 *
 * <p>Where the disk does not give the page of a row, Derby deletes it from its indexes alone and counts it as deleted
 * ({@code OpenConglomerate.latchPage} passes over any failure). So each statement asks for a column that no index has:
 * Derby then reads the row before it touches anything, and does not count one that it did not get.
 */
final class Statements implements AutoCloseable {

    private static final String EXCEPTION = " from exceptions where length(data) > 0 and seq = ";
    private static final String SEGMENT = " from segment where slot >= 0 and id = ";
    private static final String LEDGER = " from ledger where version = ";

    private final CamelContext context;
    private final JdbcTemplate sql;
    private final Map<Integer, BatchStatement> blocks = new ConcurrentHashMap<>();
    private final BatchStatement[] submit = new BatchStatement[Schema.GENERATIONS];
    private final BatchStatement[] forgetSubmission = new BatchStatement[Schema.GENERATIONS];
    private final BatchStatement[] newLane = new BatchStatement[Schema.LANE_TABLES];
    private final BatchStatement[] updateLane = new BatchStatement[Schema.LANE_TABLES];
    final BatchStatement newException;
    final BatchStatement removeException;
    final BatchStatement newSegment;
    final BatchStatement sealSegment;
    final BatchStatement newIndex;
    final BatchStatement removeSegment;
    final BatchStatement removeIndex;
    final BatchStatement updateLedger;

    Statements(DataSource writer) throws Exception {
        context = start(writer);
        sql = new JdbcTemplate(writer);
        for (int table = 0; table < Schema.LANE_TABLES; table++) {
            String name = Schema.laneTable(table);
            newLane[table] = statement("insert into " + name + " values (#, #)", 2);
            updateLane[table] = change(
                    "update " + name + " set data = # where id = #",
                    2,
                    " from " + name + " where length(data) > 0 and id = ");
        }
        newException = statement("insert into exceptions values (#, #, #, #, #)", 5);
        removeException = remove(EXCEPTION);
        newSegment = statement("insert into segment values (#, #, #, #, #, 0, 0, cast(null as bigint))", 5);
        sealSegment = change(
                "update segment set last_seq = #, blocks = #, bytes = #, sealed_at = # where id = #", 5, SEGMENT);
        newIndex = statement("insert into segment_index values (#, #, #)", 3);
        removeSegment = remove(SEGMENT);
        // an index that is missed was made again from the blocks
        removeIndex = statement("delete from segment_index where length(data) > 0 and segment = #", 1);
        updateLedger = change("update ledger set commits = #, last_order = #, data = # where version = #", 4, LEDGER);
        for (int generation = 0; generation < Schema.GENERATIONS; generation++) {
            String table = Schema.submissionTable(generation);
            submit[generation] = statement("insert into " + table + " values (#, #, #, #, #)", 5);
            forgetSubmission[generation] =
                    statement("delete from " + table + " where accepted >= 0 and lane = # and id = #", 2);
        }
    }

    /** Puts blocks into a table of the ring. The keeper asks for it before the writer needs it. */
    BatchStatement blocks(int slot) throws Exception {
        BatchStatement known = blocks.get(slot);
        if (known == null) {
            known = statement(insertBlock(slot, "#"), 2);
            blocks.put(slot, known);
        }
        return known;
    }

    /** As Derby gets it: what one connection has compiled, the others have too. */
    static String insertBlock(int slot, String parameter) {
        return "insert into " + Schema.eventsTable(slot) + " values (" + parameter + ", " + parameter + ")";
    }

    BatchStatement newLane(int table) {
        return newLane[table];
    }

    BatchStatement updateLane(int table) {
        return updateLane[table];
    }

    BatchStatement submit(int generation) {
        return submit[generation % Schema.GENERATIONS];
    }

    BatchStatement forgetSubmission(int generation) {
        return forgetSubmission[generation % Schema.GENERATIONS];
    }

    /** @param rows which ones, as far as the value of the key, the last parameter */
    private BatchStatement remove(String rows) throws Exception {
        return change("delete" + rows + "#", 1, rows);
    }

    private BatchStatement change(String statement, int parameters, String rows) throws Exception {
        return statement(statement, parameters, new Target(sql, "select count(*)" + rows + "?"));
    }

    private BatchStatement statement(String statement, int parameters) throws Exception {
        return statement(statement, parameters, null);
    }

    private BatchStatement statement(String statement, int parameters, @Nullable Target target) throws Exception {
        String uri = "sql:" + statement + "?dataSource=#writer&batch=true&allowNamedParameters=false&parametersCount="
                + parameters;
        return new BatchStatement(context.getEndpoint(uri), target);
    }

    static ClassLoader camelLoader() {
        return DefaultCamelContext.class.getClassLoader();
    }

    /** Camel looks its parts up by the thread's class loader, which must be put back: a leaked one outlives a refresh. */
    private static CamelContext start(DataSource writer) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader camel = camelLoader();
        thread.setContextClassLoader(camel);
        try {
            DefaultCamelContext made = new DefaultCamelContext(false);
            made.getCamelContextExtension().setName("tocsin-queue-derby");
            made.setApplicationContextClassLoader(camel);
            made.disableJMX();
            made.setAutowiredEnabled(false);
            made.setStartupSummaryLevel(StartupSummaryLevel.Off);
            made.getRegistry().bind("writer", writer);
            made.build();
            made.addComponent("sql", new SqlComponent());
            made.start();
            return made;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() {
        context.stop();
    }
}
