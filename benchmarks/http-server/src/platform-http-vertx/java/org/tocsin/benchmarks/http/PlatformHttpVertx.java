// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks.http;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;

/** camel-platform-http-vertx as it comes. */
public final class PlatformHttpVertx implements Contender {

    @Override
    public void open(DefaultCamelContext camel, int port, AsyncProcessor accept) throws Exception {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost("127.0.0.1");
        configuration.setBindPort(port);
        camel.addService(new VertxPlatformHttpServer(configuration));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/send?httpMethodRestrict=POST").process(accept);
            }
        });
    }
}
