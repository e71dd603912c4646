// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.ViewJson;

/** The token of the local API: a new one. It is in no answer, only in its file. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE)
public final class SecretRoutes extends RouteBuilder {

    private static final String GRACE = "grace";

    private final TokenBook tokens;

    /** Routes over the token. */
    @Activate
    public SecretRoutes(@Reference TokenBook tokens) {
        this.tokens = tokens;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler()); // the endpoint answers what goes wrong
        from("tocsin:http?door=api&path=" + LocalApi.SECRET_ROTATE + "&methods=POST&credential=token&query=" + GRACE)
                .routeId("http.secret.rotate")
                .process(exchange -> Refusals.answer(exchange, () -> rotate(exchange)));
    }

    private String rotate(Exchange exchange) throws RefusedException {
        return ViewJson.rotated(tokens.rotate(exchange.getProperty(GRACE, String.class)));
    }
}
