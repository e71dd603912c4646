// SPDX-License-Identifier: Apache-2.0
package org.example.load;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;

/** Rings when the machine has been busy for five minutes, and says when that is over. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = "org.example.load")
public final class LoadRoutes extends RouteBuilder {

    private final double limit;
    private final long periodMillis;
    private final String keyFile;

    /** The last thing that was told; kept by this instance, so a new start tells it again. */
    private volatile String told = "";

    /** What a user can set in {@code etc/org.example.load.cfg}. */
    public @interface Config {

        /** Above this the machine is busy. */
        double limit() default 16;

        /** How often to look. */
        long periodMillis() default 60_000;

        /** The file that holds the routing key of the PagerDuty service, and nothing else. */
        String keyFile() default "";
    }

    /** Made by Declarative Services. */
    @Activate
    public LoadRoutes(Config config) {
        this(
                config.limit(),
                config.periodMillis(),
                config.keyFile().isEmpty()
                        ? System.getProperty("tocsin.etc") + "/org.example.load.key"
                        : config.keyFile());
    }

    LoadRoutes(double limit, long periodMillis, String keyFile) {
        this.limit = limit;
        this.periodMillis = periodMillis;
        this.keyFile = keyFile;
    }

    @Override
    public void configure() {
        from("timer:load?synchronous=true&period=" + periodMillis)
                .routeId("org.example.load.check")
                .to("load:average")
                .process(exchange -> exchange.setProperty(
                        "busy", isBusy(exchange.getMessage().getBody(LoadAverage.class))))
                .filter(exchange -> !told.equals(exchange.getProperty("busy")))
                .convertBodyTo(String.class) // by the converter of this bundle
                .choice()
                .when(exchangeProperty("busy").isEqualTo("true"))
                .setBody(simple(
                        "{\"event_action\":\"trigger\",\"dedup_key\":\"load\",\"payload\":{\"summary\":\"${body}\","
                                + "\"source\":\"${hostname}\",\"severity\":\"warning\"}}"))
                .otherwise()
                .setBody(constant("{\"event_action\":\"resolve\",\"dedup_key\":\"load\"}"))
                .end()
                .to("tocsin:event?channel=pagerduty&format=v2&keyFile=RAW(" + keyFile + ")")
                // Only now: a refused event fails the exchange, and is made again after the next look.
                .process(exchange -> told = exchange.getProperty("busy", String.class));
    }

    private String isBusy(LoadAverage load) {
        return Boolean.toString(load.fiveMinutes() > limit);
    }
}
