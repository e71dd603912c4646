// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks.http;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.impl.DefaultCamelContext;

/** A way to bring requests into a Camel route. */
public interface Contender {

    /** Adds the one route: {@code POST /send} on that port of 127.0.0.1, answered by the processor. */
    void open(DefaultCamelContext camel, int port, AsyncProcessor accept) throws Exception;
}
