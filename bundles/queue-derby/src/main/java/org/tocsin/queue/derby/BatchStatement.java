// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.util.List;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;

/** One SQL statement for many rows, by Camel's SQL component, in the transaction of the calling thread. */
final class BatchStatement {

    private final Endpoint endpoint;
    private final Producer producer;

    BatchStatement(Endpoint endpoint) throws Exception {
        this.endpoint = endpoint;
        this.producer = endpoint.createProducer();
        producer.start();
    }

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
    }
}
