// SPDX-License-Identifier: Apache-2.0
package org.tocsin.shell;

import org.apache.sshd.server.SshServer;
import org.jspecify.annotations.Nullable;
import org.osgi.util.tracker.ServiceTracker;
import org.tocsin.api.HealthPart;

/** Whether a shell can be had, which nothing but people and their scripts needs. */
final class ShellHealth implements HealthPart {

    private static final Health NO_SERVER = new Health(
            State.DEGRADED,
            "no SSH server is there, so tocsin shell does not work: the log says why, a restart tries again");

    private static final String SWITCH = "karaf.startRemoteShell";
    private static final Health OFF = new Health(State.READY, "is switched off by " + SWITCH);

    private final ServiceTracker<SshServer, SshServer> servers;

    /** @param servers open as long as this is asked; Karaf offers more of them than it starts */
    ShellHealth(ServiceTracker<SshServer, SshServer> servers) {
        this.servers = servers;
    }

    @Override
    public String part() {
        return "shell";
    }

    @Override
    public Health health() {
        SshServer any = null;
        for (SshServer server : servers.getServices(new SshServer[0])) {
            if (server.isStarted()) {
                return new Health(State.READY, "listens on " + address(server));
            }
            any = server;
        }
        return any == null ? none() : silent(any);
    }

    private static Health none() {
        return Boolean.parseBoolean(System.getProperty(SWITCH, "true")) ? NO_SERVER : OFF;
    }

    private static Health silent(SshServer server) {
        return new Health(
                State.DEGRADED,
                "does not listen on " + address(server)
                        + ", so tocsin shell does not work: the log says why, a restart takes another port");
    }

    private static String address(SshServer server) {
        @Nullable String host = server.getHost();
        return host + ":" + server.getPort();
    }
}
