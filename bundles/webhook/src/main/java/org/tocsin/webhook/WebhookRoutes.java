// SPDX-License-Identifier: Apache-2.0
package org.tocsin.webhook;

import java.time.Clock;
import org.apache.camel.RoutesBuilder;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.metatype.annotations.Designate;
import org.tocsin.channel.http.PostingRoutes;

/** Delivers to web services: the route {@code webhook.deliver}. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = Config.PID)
@Designate(ocd = Config.class)
public final class WebhookRoutes extends PostingRoutes<WebhookTarget.Settings> {

    /** For the engine. */
    @Activate
    public WebhookRoutes(@Reference WebhookBoard board, BundleContext context, Config config) {
        super(context, () -> Config.Settings.of(config), board, new WebhookDialect(Clock.systemUTC()));
    }

    WebhookRoutes(String from, Config config, String version, WebhookBoard board, WebhookDialect dialect) {
        super(from, version, () -> Config.Settings.of(config), board, dialect);
    }

    @Deactivate
    void close() throws InterruptedException {
        closeSender();
    }
}
