// SPDX-License-Identifier: Apache-2.0
package org.tocsin.shell;

import java.io.IOException;
import java.util.List;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;

/**
 * A channel that tells the exit code before it tells that no more output comes. In the library's order a client that has
 * nothing to send, such as {@code ssh </dev/null}, may close the channel between the two (RFC 4254, section 5.3): then
 * the code is never sent, and the client exits with 255.
 */
final class ScriptChannel extends ChannelSession {

    private static final ChannelFactory FACTORY = new Factory();

    private ScriptChannel() {}

    /** From now on the channels of this server are ours. */
    static void into(SshServer server) {
        replace(server, ChannelSessionFactory.INSTANCE, FACTORY);
    }

    /** And from now on they are the library's again; those that are open end as they began. */
    static void outOf(SshServer server) {
        replace(server, FACTORY, ChannelSessionFactory.INSTANCE);
    }

    private static void replace(SshServer server, ChannelFactory one, ChannelFactory other) {
        List<ChannelFactory> factories = server.getChannelFactories().stream()
                .map(factory -> factory == one ? other : factory)
                .toList();
        server.setChannelFactories(factories);
    }

    @Override
    protected void closeShell(int code, boolean immediately) throws IOException {
        if (!isClosing()) {
            if (out != null) {
                out.flush();
            }
            // sent once: what follows does not repeat it
            sendExitStatus(code);
        }
        super.closeShell(code, immediately);
    }

    private static final class Factory extends ChannelSessionFactory {

        @Override
        public Channel createChannel(Session session) {
            return new ScriptChannel();
        }
    }
}
