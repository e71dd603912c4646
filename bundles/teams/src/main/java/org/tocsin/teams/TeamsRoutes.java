// SPDX-License-Identifier: Apache-2.0
package org.tocsin.teams;

import org.apache.camel.RoutesBuilder;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.metatype.annotations.Designate;
import org.tocsin.channel.http.PostingRoutes;

/** Delivers to Teams: the route {@code teams.deliver}. */
@Component(service = RoutesBuilder.class, scope = ServiceScope.PROTOTYPE, configurationPid = Config.PID)
@Designate(ocd = Config.class)
public final class TeamsRoutes extends PostingRoutes<TeamsTarget.Settings> {

    /** For the engine. */
    @Activate
    public TeamsRoutes(@Reference TeamsBoard board, BundleContext context, Config config) {
        super(context, () -> Config.Settings.of(config), board, new TeamsDialect());
    }

    TeamsRoutes(String from, Config config, String version, TeamsBoard board, TeamsDialect dialect) {
        super(from, version, () -> Config.Settings.of(config), board, dialect);
    }

    @Deactivate
    void close() throws InterruptedException {
        closeSender();
    }
}
