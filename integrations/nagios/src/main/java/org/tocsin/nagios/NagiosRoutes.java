// SPDX-License-Identifier: Apache-2.0
package org.tocsin.nagios;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.metatype.annotations.Designate;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.TocsinProperties;

/** The adapter {@code nagios}. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = Config.PID)
@Designate(ocd = Config.class)
public final class NagiosRoutes extends RouteBuilder {

    private final Config config;

    /** For the engine. */
    @Activate
    public NagiosRoutes(Config config) {
        this.config = config;
    }

    @Override
    public void configure() {
        Settings settings = Settings.of(config); // what is wrong is told by the engine, and the route waits
        NagiosTranslator translator = new NagiosTranslator(settings, Clock.systemUTC());
        errorHandler(noErrorHandler()); // the endpoint tells the sender
        from("tocsin:adapter?name=nagios&channel=pagerduty&format=" + translator.format()
                        + (settings.keyFile().isEmpty() ? "" : "&keyFile=RAW(" + settings.keyFile() + ")"))
                .routeId("nagios.adapt")
                .process(input -> input.getMessage().setBody(translator.event(notice(input))));
    }

    private static Notice notice(Exchange input) throws InvalidEventException {
        @SuppressWarnings("unchecked") // by the endpoint's contract
        Map<String, String> parameters = input.getProperty(TocsinProperties.PARAMETERS, Map.of(), Map.class);
        return Notice.of(
                new String(input.getMessage().getBody(byte[].class), StandardCharsets.UTF_8),
                input.getProperty(TocsinProperties.CONTENT_TYPE, String.class),
                parameters);
    }
}
