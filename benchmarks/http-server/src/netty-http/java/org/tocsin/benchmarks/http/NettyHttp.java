// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks.http;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** camel-netty-http as it comes. */
public final class NettyHttp implements Contender {

    @Override
    public void open(DefaultCamelContext camel, int port, AsyncProcessor accept) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("netty-http:http://127.0.0.1:" + port + "/send?httpMethodRestrict=POST")
                        .process(accept);
            }
        });
    }
}
