// SPDX-License-Identifier: Apache-2.0
package org.tocsin.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.command.CommandFactory;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.tocsin.api.HealthPart;
import org.tocsin.api.HealthPart.State;

/** The bundle comes and goes, and so do the servers. */
public class DoorTest {

    @Rule
    public final TemporaryFolder work = new TemporaryFolder();

    @Rule
    public final Shell shell = new Shell();

    private Framework framework;
    private BundleContext context;

    @Before
    public void open() throws BundleException {
        Path storage = work.getRoot().toPath();
        framework = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
        framework.start();
        context = framework.getBundleContext();
        context.registerService(SessionFactory.class, shell.sessions(), null);
    }

    @After
    public void close() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    public void everyServerIsServedWhicheverComesFirstAndGetsItsOwnBack() throws Exception {
        Door door = new Door();
        CommandFactory karafs = shell.karafs();
        SshServer before = register(karafs);

        door.start(context);
        SshServer after = register(karafs);

        assertThat(before.getCommandFactory()).isInstanceOf(ScriptCommands.class);
        assertThat(after.getCommandFactory()).isInstanceOf(ScriptCommands.class);
        assertThat(channels(before)).doesNotContain(ChannelSessionFactory.INSTANCE);
        assertThat(channels(after)).doesNotContain(ChannelSessionFactory.INSTANCE);

        door.stop(context);

        assertThat(before.getCommandFactory()).isSameAs(karafs);
        assertThat(after.getCommandFactory()).isSameAs(karafs);
        List<ChannelFactory> librarys = channels(SshServer.setUpDefaultServer());
        assertThat(channels(before)).isEqualTo(librarys);
        assertThat(channels(after)).isEqualTo(librarys);
    }

    @Test
    public void theHealthSaysWhetherAShellCanBeHad() throws Exception {
        Door door = new Door();
        door.start(context);
        ServiceReference<HealthPart> reference = context.getServiceReference(HealthPart.class);
        HealthPart health = context.getService(reference);

        assertThat(health.part()).isEqualTo("shell");
        assertThat(health.health().state()).isEqualTo(State.DEGRADED);
        assertThat(health.health().text()).startsWith("no SSH server is there");
        System.setProperty("karaf.startRemoteShell", "false");
        try {
            assertThat(health.health().state()).isEqualTo(State.READY);
            assertThat(health.health().text()).isEqualTo("is switched off by karaf.startRemoteShell");
        } finally {
            System.clearProperty("karaf.startRemoteShell");
        }

        register(shell.karafs()); // Karaf offers one that it never starts, too
        assertThat(health.health().text()).contains("does not listen");
        SshServer server = shell.server();
        context.registerService(SshServer.class, server, null);
        assertThat(health.health().state()).isEqualTo(State.READY);
        assertThat(health.health().text()).isEqualTo("listens on " + server.getHost() + ":" + server.getPort());

        server.stop();
        assertThat(health.health().state()).isEqualTo(State.DEGRADED);
        assertThat(health.health().text()).contains("does not listen");
        door.stop(context);
    }

    @Test
    public void aServerThatGoesGetsItsOwnBack() throws Exception {
        Door door = new Door();
        door.start(context);
        SshServer server = SshServer.setUpDefaultServer();
        CommandFactory karafs = shell.karafs();
        server.setCommandFactory(karafs);
        ServiceRegistration<SshServer> registration = context.registerService(SshServer.class, server, null);

        registration.unregister();

        assertThat(server.getCommandFactory()).isSameAs(karafs);
        door.stop(context);
    }

    @Test
    public void whatSomebodyElsePutOverOursStaysAndLeadsToKaraf() throws Exception {
        Door door = new Door();
        door.start(context);
        SshServer server = shell.server();
        server.setCommandFactory(shell.karafs());
        context.registerService(SshServer.class, server, null);
        CommandFactory ours = server.getCommandFactory();
        CommandFactory theirs = (channel, line) -> ours.createCommand(channel, line);
        server.setCommandFactory(theirs);
        assertThat(shell.call("test:nothing")).isEqualTo(new Shell.Answer(1, "", "Command not found: test:nothing\n"));

        door.stop(context);

        assertThat(server.getCommandFactory()).isSameAs(theirs);
        assertThat(shell.call("test:nothing").out()).contains("Command not found");
    }

    private static List<ChannelFactory> channels(SshServer server) {
        return List.copyOf(server.getChannelFactories());
    }

    private SshServer register(CommandFactory commands) {
        SshServer server = SshServer.setUpDefaultServer();
        server.setCommandFactory(commands);
        context.registerService(SshServer.class, server, null);
        return server;
    }
}
