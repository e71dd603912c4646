// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.cli.ViewJson;

/** The adapters that are there; what each makes of an input is a dry run at {@code /integrations/{adapter}}. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class AdapterRoutes extends RouteBuilder {

    private final AdapterBoard board;

    /** Routes over the board. */
    @Activate
    public AdapterRoutes(@Reference AdapterBoard board) {
        this.board = board;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        from("tocsin:http?door=api&path=" + LocalApi.ADAPTERS + "&methods=GET&credential=token")
                .routeId("http.adapters")
                .process(exchange -> Refusals.answer(exchange, () -> ViewJson.adapters(board.adapters())));
    }
}
