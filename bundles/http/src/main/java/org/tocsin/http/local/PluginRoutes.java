// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.cli.ViewJson;

/** The plugins: which are wanted, which are there, and why some wait. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class PluginRoutes extends RouteBuilder {

    private final PluginBook book;

    /** Routes over what the book knows at the time of a request. */
    @Activate
    public PluginRoutes(@Reference PluginBook book) {
        this.book = book;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        from("tocsin:http?door=api&path=" + LocalApi.PLUGINS + "&methods=GET&credential=token")
                .routeId("http.plugins")
                .process(exchange -> Refusals.answer(exchange, () -> ViewJson.plugins(book.plugins())));
    }
}
