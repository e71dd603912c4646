// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sensu;

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

/** The adapter {@code sensu}. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = Config.PID)
@Designate(ocd = Config.class)
public final class SensuRoutes extends RouteBuilder {

    private final Config config;

    /** For the engine. */
    @Activate
    public SensuRoutes(Config config) {
        this.config = config;
    }

    @Override
    public void configure() {
        Settings settings = Settings.of(config); // what is wrong is told by the engine, and the route waits
        SensuTranslator translator = new SensuTranslator(settings, Clock.systemUTC());
        errorHandler(noErrorHandler()); // the endpoint tells the sender
        from("tocsin:adapter?name=sensu&channel=pagerduty&format=" + translator.format()
                        + (settings.keyFile().isEmpty() ? "" : "&keyFile=RAW(" + settings.keyFile() + ")"))
                .routeId("sensu.adapt")
                .process(input -> input.getMessage().setBody(translator.event(result(input))));
    }

    private static Result result(Exchange input) throws InvalidEventException {
        @SuppressWarnings("unchecked") // by the endpoint's contract
        Map<String, String> parameters = input.getProperty(TocsinProperties.PARAMETERS, Map.of(), Map.class);
        return Result.of(new String(input.getMessage().getBody(byte[].class), StandardCharsets.UTF_8), parameters);
    }
}
