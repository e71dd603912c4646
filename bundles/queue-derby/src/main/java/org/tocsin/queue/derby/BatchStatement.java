// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.List;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.sql.SqlConstants;

/** One SQL statement for many rows, by Camel's SQL component, in the transaction of the calling thread. */
final class BatchStatement {

    private final Endpoint endpoint;
    private final Producer producer;

    BatchStatement(Endpoint endpoint) throws Exception {
        this.endpoint = endpoint;
        this.producer = endpoint.createProducer();
        producer.start();
    }

    /** Answers with how many rows of the table that changed. */
    int run(List<? extends List<?>> rows) throws Exception {
        if (rows.isEmpty()) {
            return 0;
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
        return exchange.getMessage().getHeader(SqlConstants.SQL_UPDATE_COUNT, 0, Integer.class);
    }
}
