// SPDX-License-Identifier: Apache-2.0
package org.tocsin.slack;

import org.apache.camel.RoutesBuilder;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.metatype.annotations.Designate;
import org.tocsin.channel.http.PostingRoutes;

/** Delivers to Slack: the route {@code slack.deliver}. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = Config.PID)
@Designate(ocd = Config.class)
public final class SlackRoutes extends PostingRoutes<SlackTarget.Settings> {

    /** For the engine. */
    @Activate
    public SlackRoutes(@Reference SlackBoard board, BundleContext context, Config config) {
        super(context, () -> Config.Settings.of(config), board, new SlackDialect());
    }

    SlackRoutes(String from, Config config, String version, SlackBoard board, SlackDialect dialect) {
        super(from, version, () -> Config.Settings.of(config), board, dialect);
    }

    @Deactivate
    void close() throws InterruptedException {
        closeSender();
    }
}
