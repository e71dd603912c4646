// SPDX-License-Identifier: Apache-2.0
package org.tocsin.shell;

import org.apache.sshd.server.SshServer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.tocsin.api.HealthPart;

/** Whether a shell can be had, which nothing but people and their scripts needs. */
final class ShellHealth implements HealthPart {

    private static final Health NO_SERVER = new Health(
            State.DEGRADED,
            "no SSH server is there, so tocsin shell does not work: the log says why, a restart tries again");

    private static final String SWITCH = "karaf.startRemoteShell";
    private static final Health OFF = new Health(State.READY, "is switched off by " + SWITCH);

    private final BundleContext context;

    ShellHealth(BundleContext context) {
        this.context = context;
    }

    @Override
    public String part() {
        return "shell";
    }

    @Override
    public Health health() {
        ServiceReference<SshServer> reference = context.getServiceReference(SshServer.class);
        SshServer server = reference == null ? null : context.getService(reference);
        if (reference == null || server == null) {
            return Boolean.parseBoolean(System.getProperty(SWITCH, "true")) ? NO_SERVER : OFF;
        }
        try {
            String address = server.getHost() + ":" + server.getPort();
            return server.isStarted()
                    ? new Health(State.READY, "listens on " + address)
                    : new Health(
                            State.DEGRADED,
                            "does not listen on " + address
                                    + ", so tocsin shell does not work: the log says why, a restart takes another"
                                    + " port");
        } finally {
            context.ungetService(reference);
        }
    }
}
