// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.impl.DefaultCamelContext;

/** The statements of the writer, in a Camel context of their own: it has no route, and no plugin can get at it. */
final class Statements implements AutoCloseable {

    private static final String COLUMNS = "lane, seq, format, dedup_key, accepted_at, size, body";

    private final CamelContext context;
    final BatchStatement newLane;
    final BatchStatement append;
    final BatchStatement bury;
    final BatchStatement remove;
    final BatchStatement updateLane;
    final BatchStatement updateLedger;
    final BatchStatement raise;
    final BatchStatement clearGrave;

    Statements(DataSource writer) throws Exception {
        context = start(writer);
        newLane = statement("insert into lane values (#, #, #, 0, 0, 0, 0, 0)", 3);
        append = statement("insert into event (" + COLUMNS + ") values (#, #, #, #, #, #, #)", 7);
        bury = statement(
                "insert into dead_letter (" + COLUMNS + ", attempts, answer) select " + COLUMNS
                        + ", cast(# as int), cast(# as varchar(4000)) from event where lane = # and seq = #",
                4);
        remove = statement("delete from event where lane = # and seq = #", 2);
        updateLane = statement(
                "update lane set settled_to = #, waiting = #, waiting_bytes = #, delivered = #, dead = # where id = #",
                6);
        updateLedger = statement("update ledger set commits = #, last_order = #", 2);
        raise = statement(
                "insert into event (" + COLUMNS + ") select " + COLUMNS + " from dead_letter where lane = #", 1);
        clearGrave = statement("delete from dead_letter where lane = #", 1);
    }

    private BatchStatement statement(String sql, int parameters) throws Exception {
        String uri = "sql:" + sql + "?dataSource=#writer&batch=true&allowNamedParameters=false&parametersCount="
                + parameters;
        return new BatchStatement(context.getEndpoint(uri));
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
