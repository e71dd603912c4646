// SPDX-License-Identifier: Apache-2.0
package org.example.mdadm;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;

/**
 * The adapter {@code mdadm}. It only makes events: whoever hands in a text puts them on the queue, or shows them.
 *
 * <p>The scope is prototype because Tocsin takes a new instance for every start of the route.
 */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = "org.example.mdadm")
public final class RaidRoutes extends RouteBuilder {

    private final RaidTranslator translator;
    private final String keyFile;

    /** What a user can set in {@code etc/org.example.mdadm.cfg}. */
    public @interface Config {

        /** The file that holds the routing key of the PagerDuty service, and nothing else. */
        String keyFile() default "";
    }

    /** Made by Declarative Services. */
    @Activate
    public RaidRoutes(Config config) throws UnknownHostException {
        this(
                new RaidTranslator(InetAddress.getLocalHost().getHostName()),
                config.keyFile().isEmpty()
                        ? System.getProperty("tocsin.etc") + "/org.example.mdadm.key"
                        : config.keyFile());
    }

    RaidRoutes(RaidTranslator translator, String keyFile) {
        this.translator = translator;
        this.keyFile = keyFile;
    }

    @Override
    public void configure() {
        from("tocsin:adapter?name=mdadm&channel=pagerduty&format=v2&keyFile=RAW(" + keyFile + ")")
                .routeId("org.example.mdadm.adapt")
                .process(input -> input.getMessage()
                        .setBody(translator.events(input.getMessage().getBody(String.class))));
    }
}
