// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.api.TocsinProperties;

/** What is counted, for whoever scrapes it. On a thread that may block, not on an event loop: it may be much. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class MetricsRoutes extends RouteBuilder {

    private static final String ACCEPT = "Accept";

    private final Registry registry;

    /** For the engine. */
    @Activate
    public MetricsRoutes(@Reference Registry registry) {
        this.registry = registry;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        from("tocsin:http?door=api&path=/metrics&methods=GET&credential=loopback&headers=" + ACCEPT)
                .routeId("metrics.scrape")
                .process(this::scrape);
    }

    private void scrape(Exchange exchange) {
        ScrapeFormat format = ScrapeFormat.of(exchange.getProperty(ACCEPT, String.class));
        exchange.setProperty(TocsinProperties.HTTP_CONTENT_TYPE, format.contentType());
        exchange.getMessage().setBody(registry.scrape(format));
    }
}
