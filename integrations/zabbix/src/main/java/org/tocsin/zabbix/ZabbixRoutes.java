// SPDX-License-Identifier: Apache-2.0
package org.tocsin.zabbix;

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

/** The adapter {@code zabbix}. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = Config.PID)
@Designate(ocd = Config.class)
public final class ZabbixRoutes extends RouteBuilder {

    private final Config config;

    /** For the engine. */
    @Activate
    public ZabbixRoutes(Config config) {
        this.config = config;
    }

    @Override
    public void configure() {
        Settings settings = Settings.of(config); // what is wrong is told by the engine, and the route waits
        ZabbixTranslator translator = new ZabbixTranslator(settings, Clock.systemUTC());
        errorHandler(noErrorHandler()); // the endpoint tells the sender
        from("tocsin:adapter?name=zabbix&channel=pagerduty&format=" + translator.format()
                        + (settings.keyFile().isEmpty() ? "" : "&keyFile=RAW(" + settings.keyFile() + ")"))
                .routeId("zabbix.adapt")
                .process(input -> input.getMessage().setBody(translator.event(message(input))));
    }

    private static Message message(Exchange input) throws InvalidEventException {
        @SuppressWarnings("unchecked") // by the endpoint's contract
        Map<String, String> parameters = input.getProperty(TocsinProperties.PARAMETERS, Map.of(), Map.class);
        return Message.of(
                new String(input.getMessage().getBody(byte[].class), StandardCharsets.UTF_8),
                input.getProperty(TocsinProperties.CONTENT_TYPE, String.class),
                parameters);
    }
}
