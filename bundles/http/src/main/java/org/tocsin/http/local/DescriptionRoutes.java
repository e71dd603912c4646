// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** {@code GET /openapi.json}: what the plugins that are there answer. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class DescriptionRoutes extends RouteBuilder {

    private final Supplier<List<JsonObject>> parts;

    /** Routes over the parts that are there at the time of a request. */
    @Activate
    public DescriptionRoutes(@Reference ApiParts parts) {
        this(parts::parts);
    }

    DescriptionRoutes(Supplier<List<JsonObject>> parts) {
        this.parts = parts;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        from("tocsin:http?door=api&path=" + LocalApi.OPENAPI + "&methods=GET&credential=loopback")
                .routeId("http.openapi")
                .process(exchange -> exchange.getMessage().setBody(ApiDescription.of(parts.get())));
    }
}
