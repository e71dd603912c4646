// SPDX-License-Identifier: Apache-2.0
package org.tocsin.shell;

import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.sshd.server.SshServer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.tocsin.api.HealthPart;

/**
 * Makes every SSH server of the container run commands our way, as long as this bundle is there.
 *
 * <p>Karaf registers its server as a service just before it opens the port, and another one whenever its configuration
 * changes. An activator and no component: started before Karaf's, it has its hand on the server before the first client
 * has, and does not depend on when components are.
 */
public final class Door implements BundleActivator, ServiceTrackerCustomizer<SshServer, ScriptCommands> {

    private @Nullable BundleContext context;
    private @Nullable ServiceTracker<SessionFactory, SessionFactory> sessions;
    private @Nullable ServiceTracker<SshServer, ScriptCommands> servers;
    private @Nullable ServiceTracker<SshServer, SshServer> seen;

    @Override
    public void start(BundleContext started) {
        context = started;
        sessions = new ServiceTracker<>(started, SessionFactory.class, null);
        sessions.open();
        servers = new ServiceTracker<>(started, SshServer.class, this);
        servers.open();
        ServiceTracker<SshServer, SshServer> found = new ServiceTracker<>(started, SshServer.class, null);
        found.open();
        seen = found;
        started.registerService(HealthPart.class, new ShellHealth(found), null); // goes with the bundle
    }

    /** A command that is running runs to its end: it may be the one that stops this bundle. */
    @Override
    public void stop(BundleContext stopped) {
        if (servers != null) {
            servers.close();
        }
        if (sessions != null) {
            sessions.close();
        }
        if (seen != null) {
            seen.close();
        }
    }

    @Override
    public @Nullable ScriptCommands addingService(ServiceReference<SshServer> reference) {
        if (context == null || sessions == null) {
            return null;
        }
        SshServer server = context.getService(reference);
        if (server == null) {
            return null;
        }
        ScriptCommands ours = new ScriptCommands(sessions::getService, server.getCommandFactory());
        server.setCommandFactory(ours);
        ScriptChannel.into(server);
        return ours;
    }

    @Override
    public void modifiedService(ServiceReference<SshServer> reference, ScriptCommands ours) {}

    @Override
    public void removedService(ServiceReference<SshServer> reference, ScriptCommands ours) {
        ours.close();
        if (context == null) {
            return;
        }
        SshServer server = context.getService(reference);
        if (server == null) {
            return;
        }
        ScriptChannel.outOf(server);
        // somebody may have put a factory of theirs over ours, which from now on only passes on
        if (server.getCommandFactory() == ours) {
            server.setCommandFactory(ours.original());
        }
    }
}
