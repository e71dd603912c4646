// SPDX-License-Identifier: Apache-2.0
package org.tocsin.webhook;

import java.time.Clock;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.metatype.annotations.Designate;
import org.tocsin.api.Outcome;
import org.tocsin.channel.TargetDelivery;
import org.tocsin.channel.http.HttpAttempt;
import org.tocsin.channel.http.HttpSender;

/** One attempt to deliver one event to web services: an {@link Outcome} comes back. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = Config.PID)
@Designate(ocd = Config.class)
public final class WebhookRoutes extends RouteBuilder {

    private final String from;
    private final Config config;
    private final String version;
    private final WebhookBoard board;
    private volatile @Nullable HttpSender sender;

    /** For the engine. */
    @Activate
    public WebhookRoutes(@Reference WebhookBoard board, BundleContext context, Config config) {
        this(
                "tocsin:deliver?channel=" + WebhookFormat.CHANNEL,
                config,
                context.getBundle().getVersion().toString(),
                board);
    }

    WebhookRoutes(String from, Config config, String version, WebhookBoard board) {
        this.from = from;
        this.config = config;
        this.version = version;
        this.board = board;
    }

    /** @throws IllegalArgumentException when the configuration is wrong: thrown here, the engine shows why we wait */
    @Override
    public void configure() throws Exception {
        Config.Settings settings = Config.Settings.of(config);
        HttpSender http = new HttpSender(WebhookFormat.CHANNEL, version, settings.bounds());
        sender = http;
        from(from)
                .routeId("webhook.deliver")
                // what a failure means, and that it is tried again, is not Camel's to say
                .errorHandler(noErrorHandler())
                .streamCache("false")
                .process(new TargetDelivery<>(
                        WebhookTarget.PID,
                        board,
                        settings.waits(),
                        new HttpAttempt<>(
                                http.anywhere(getContext()), settings.judge(), new WebhookDialect(Clock.systemUTC()))));
    }

    /** Closes what {@link #configure} opened. */
    @Deactivate
    void close() throws InterruptedException {
        HttpSender opened = sender;
        if (opened != null) {
            opened.close();
        }
    }
}
