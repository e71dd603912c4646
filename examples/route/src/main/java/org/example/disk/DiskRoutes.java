// SPDX-License-Identifier: Apache-2.0
package org.example.disk;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;

/**
 * Looks at a disk every minute and puts an event on Tocsin's queue when there is too little room on it, and another when
 * there is enough again.
 *
 * <p>The scope is prototype because Tocsin takes a new instance for every start of the route.
 */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = "org.example.disk")
public final class DiskRoutes extends RouteBuilder {

    private final DiskWatch watch;
    private final Duration period;
    private final String keyFile;

    /** What a user can set in {@code etc/org.example.disk.cfg}. */
    public @interface Config {

        /** Any path on the disk. */
        String path() default "/";

        /** Below this, in percent of the disk, there is too little room. */
        int limit() default 10;

        /** How often to look (ISO-8601). */
        String period() default "PT1M";

        /** The file that holds the routing key of the PagerDuty service, and nothing else. */
        String keyFile() default "";
    }

    /** Made by Declarative Services. */
    @Activate
    public DiskRoutes(Config config) throws IOException {
        this(
                new DiskWatch(
                        InetAddress.getLocalHost().getHostName(),
                        new FreeSpace(Path.of(config.path())),
                        config.limit()),
                Duration.parse(config.period()),
                config.keyFile().isEmpty()
                        ? System.getProperty("tocsin.etc") + "/org.example.disk.key"
                        : config.keyFile());
    }

    DiskRoutes(DiskWatch watch, Duration period, String keyFile) {
        this.watch = watch;
        this.period = period;
        this.keyFile = keyFile;
    }

    @Override
    public void configure() {
        from("timer:disk?synchronous=true&period=" + period.toMillis())
                .routeId("org.example.disk.check")
                .process(look -> look.getMessage().setBody(watch.news()))
                .filter(body().isNotNull())
                .to("tocsin:event?channel=pagerduty&format=v2&keyFile=RAW(" + keyFile + ")")
                // Only now: a refused event fails the exchange, and is made again after the next look.
                .process(accepted -> watch.told());
    }
}
