// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.List;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.sql.SqlConstants;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** One SQL statement for many rows, by Camel's SQL component, in the transaction of the calling thread. */
final class BatchStatement {

    private final Endpoint endpoint;
    private final Producer producer;
    private final @Nullable Target target;

    /**
     * The row that a statement is to change, by the last of its parameters.
     *
     * @param lookup answers with how many of them there are, by the same columns
     */
    record Target(JdbcTemplate sql, String lookup) {
        private boolean isThere(List<?> parameters) {
            Integer found = sql.queryForObject(lookup, Integer.class, parameters.get(parameters.size() - 1));
            return found != null && found > 0;
        }
    }

    /** @param target what must be there; null when there need be nothing */
    BatchStatement(Endpoint endpoint, @Nullable Target target) throws Exception {
        this.endpoint = endpoint;
        this.target = target;
        this.producer = endpoint.createProducer();
        producer.start();
    }

    /**
     * Where the disk does not give a page, Derby passes over what is on it without a word, so what it did is counted.
     *
     * @throws UnexplainedException when a row that must be there was not changed
     */
    void run(List<? extends List<?>> rows) throws Exception {
        if (rows.isEmpty()) {
            return;
        }
        Exchange exchange = endpoint.createExchange();
        // or else the SQL component commits after each statement, and the transaction is none
        exchange.getExchangeExtension().setTransacted(true);
        exchange.getMessage().setBody(rows);
        producer.process(exchange);
        Exception failure = exchange.getException();
        if (failure != null) {
            throw failure;
        }
        Target asked = target;
        int changed = exchange.getMessage().getHeader(SqlConstants.SQL_UPDATE_COUNT, 0, Integer.class);
        if (asked != null && changed < rows.size()) {
            List<? extends List<?>> missed = List.copyOf(rows);
            throw new UnexplainedException(
                    "rows that must be there cannot be seen: " + asked.lookup(),
                    () -> missed.stream().allMatch(asked::isThere));
        }
    }
}
