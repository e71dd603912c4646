// SPDX-License-Identifier: Apache-2.0
package org.tocsin.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.impl.console.SessionFactoryImpl;
import org.apache.karaf.shell.ssh.KarafJaasAuthenticator;
import org.apache.karaf.shell.ssh.ShellCommand;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.PtyChannelConfiguration;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.CommandFactory;
import org.assertj.core.api.Assertions;
import org.junit.rules.ExternalResource;

/** Karaf's shell behind a real SSH server, and clients of it. */
final class Shell extends ExternalResource {

    /** Who every client is to the container, whatever it calls itself. */
    static final String USER = "operator";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What a client got. */
    record Answer(Integer exit, String out, String err) {}

    private final ThreadIOImpl streams = new ThreadIOImpl();
    private final SessionFactoryImpl sessions = sessionFactory();
    private final SshServer server = SshServer.setUpDefaultServer();
    private final SshClient client = SshClient.setUpDefaultClient();

    private SessionFactoryImpl sessionFactory() {
        streams.start();
        return new SessionFactoryImpl(streams);
    }

    /** How Karaf runs a command. */
    CommandFactory karafs() {
        return (channel, line) -> new ShellCommand(sessions, line);
    }

    /** How we run it. */
    ScriptCommands ours() {
        return new ScriptCommands(() -> sessions, karafs());
    }

    SessionFactory sessions() {
        return sessions;
    }

    /** What Karaf does when it stops. */
    void closeSessions() {
        sessions.stop();
    }

    SshServer server() {
        return server;
    }

    @Override
    protected void before() throws IOException, GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(keys.generateKeyPair()));
        server.setPasswordAuthenticator((user, password, session) -> {
            Subject subject = new Subject(true, Set.of(new UserPrincipal(USER)), Set.of(), Set.of());
            session.setAttribute(KarafJaasAuthenticator.SUBJECT_ATTRIBUTE_KEY, subject);
            return true;
        });
        server.setCommandFactory(ours());
        ScriptChannel.into(server);
        server.start();
        client.setServerKeyVerifier((session, address, key) -> true);
        client.start();
    }

    @Override
    protected void after() {
        client.stop();
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        streams.stop();
    }

    /** A connection, which is its user's to close. */
    ClientSession connect() throws IOException {
        ClientSession session = client.connect("tester", "127.0.0.1", server.getPort())
                .verify(PATIENCE)
                .getSession();
        session.addPasswordIdentity("any");
        session.auth().verify(PATIENCE);
        return session;
    }

    /** One command over a connection of its own. */
    Answer call(String line) throws IOException {
        try (ClientSession session = connect()) {
            return call(session.createExecChannel(line));
        }
    }

    /** One command of somebody who sits at a terminal. */
    Answer callFromTerminal(String line) throws IOException {
        try (ClientSession session = connect()) {
            PtyChannelConfiguration terminal = new PtyChannelConfiguration();
            terminal.setPtyType("xterm");
            ChannelExec channel = session.createExecChannel(line, terminal, null);
            channel.setUsePty(true);
            return call(channel);
        }
    }

    static Answer call(ChannelExec channel) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        channel.setOut(out);
        channel.setErr(err);
        channel.open().verify(PATIENCE);
        Set<ClientChannelEvent> seen = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE);
        Assertions.assertThat(seen).contains(ClientChannelEvent.CLOSED);
        return new Answer(channel.getExitStatus(), out.toString(UTF_8), err.toString(UTF_8));
    }
}
