// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks.http;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** camel-undertow as it comes. */
public final class Undertow implements Contender {

    @Override
    public void open(DefaultCamelContext camel, int port, AsyncProcessor accept) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("undertow:http://127.0.0.1:" + port + "/send?httpMethodRestrict=POST")
                        .process(accept);
            }
        });
    }
}
