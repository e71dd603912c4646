// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alertmanager;

import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.metatype.annotations.Designate;
import org.tocsin.kit.alerts.AlertSettings;

/** The adapter {@code alertmanager}. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = Config.PID)
@Designate(ocd = Config.class)
public final class AlertmanagerRoutes extends RouteBuilder {

    private final Config config;

    /** For the engine. */
    @Activate
    public AlertmanagerRoutes(Config config) {
        this.config = config;
    }

    @Override
    public void configure() {
        AlertSettings settings = Settings.of(config); // what is wrong is told by the engine, and the route waits
        AlertmanagerTranslator translator = new AlertmanagerTranslator(settings);
        errorHandler(noErrorHandler()); // the endpoint tells the sender
        from("tocsin:adapter?name=alertmanager&channel=pagerduty&format=v2"
                        + (settings.keyFile().isEmpty() ? "" : "&keyFile=RAW(" + settings.keyFile() + ")"))
                .routeId("alertmanager.adapt")
                .process(input -> input.getMessage().setBody(translator.events(text(input))));
    }

    private static String text(Exchange input) {
        return new String(input.getMessage().getBody(byte[].class), StandardCharsets.UTF_8);
    }
}
