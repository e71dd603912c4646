// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ObjectAssert;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.itests.Agent;
import org.tocsin.itests.BusyHost;
import org.tocsin.itests.Call;

/** {@code tocsin shell}, as a person, as cron and as a monitoring script call it. */
public class ShellTest {

    @Rule
    public final Agent agent = new Agent();

    /** The path of a socket is short. */
    @Rule
    public final TemporaryFolder sockets = new TemporaryFolder();

    @Test
    public void aCommandsOutputAndExitCodeComeThroughFromAnyEnvironment() {
        agent.start();

        that(agent.tocsin("shell", "feature:list -i"))
                .returns(0, Call::exit)
                .returns("", Call::err)
                .satisfies(call -> assertThat(call.out()).contains("tocsin-api"));
        for (String input : List.of("</dev/null", "<&-", "</proc/version")) {
            that(bare("shell feature:list -i " + input))
                    .returns(0, Call::exit)
                    .returns("", Call::err)
                    .satisfies(call -> assertThat(call.out()).contains("tocsin-camel"));
        }
        for (int i = 0; i < 20; i++) {
            that(bare("shell echo word"))
                    .returns(0, Call::exit)
                    .returns("word\n", Call::out)
                    .returns("", Call::err)
                    .matches(call -> call.took().compareTo(BusyHost.takes(Duration.ofSeconds(2))) < 0, "at once");
        }
    }

    @Test
    public void errorsAreOnStandardErrorWithoutColoursAndOutputIsOnStandardOutput() {
        agent.start();

        that(agent.tocsin("shell", "echo word; tocsin:no-such-command"))
                .returns(1, Call::exit)
                .returns("word\n", Call::out)
                .returns("Command not found: tocsin:no-such-command\n", Call::err);
        that(agent.tocsin("shell", "feature:install no-such-feature"))
                .returns(1, Call::exit)
                .returns("", Call::out)
                .returns("Error executing command: No matching features for no-such-feature/0\n", Call::err);
        that(agent.tocsin("shell", "echo word >&2"))
                .returns(0, Call::exit)
                .returns("", Call::out)
                .returns("word\n", Call::err);
    }

    /**
     * Nothing that the client has still to write may meet a closed connection, however slow the client is: so its
     * connection has to live on after a command. And an exit code that is lost once in a hundred calls is lost here.
     */
    @Test
    public void theConnectionIsTheClientsToClose() throws IOException {
        agent.start();
        // the shell opens a moment after the intake
        that(agent.tocsin("shell", "echo open")).returns(0, Call::exit);
        Path door = agent.data().resolve("shell");
        String port = Files.readString(door.resolve("port")).strip();
        String hosts = "UserKnownHostsFile=\"" + door.resolve("known_hosts") + '"';
        String id = door.resolve("id").toString();
        String socket = sockets.getRoot().toPath().resolve("s").toString();
        String user = "tocsin@127.0.0.1";

        that(ssh("-M", "-S", socket, "-N", "-f", "-p", port, "-i", id, "-o", hosts, user))
                .returns(0, Call::exit);
        try {
            for (int i = 0; i < 200; i++) {
                // nothing is at that port: when the connection is gone, this fails
                that(ssh("-S", socket, "-p", "1", user, "echo word"))
                        .returns(0, Call::exit)
                        .returns("word\n", Call::out)
                        .returns("", Call::err);
            }
        } finally {
            ssh("-S", socket, "-O", "exit", user);
        }
    }

    @Test
    public void commandsAreForTheRolesThatTheirAccessListNames() throws IOException {
        Files.createDirectories(agent.etc());
        Files.writeString(
                agent.etc().resolve("org.apache.karaf.command.acl.tocsin.cfg"),
                "route-list = nobody\nqueue-status = viewer\n");
        agent.start();

        that(agent.tocsin("shell", "tocsin:queue-status"))
                .returns(0, Call::exit)
                .returns("", Call::err);
        that(agent.tocsin("shell", "tocsin:route-list")).returns(1, Call::exit).returns("", Call::out);
    }

    @Test
    public void aCommandRunsToItsEndAlthoughItStopsThePlugin() {
        agent.start();

        that(agent.tocsin("shell", "bundle:stop org.tocsin.shell; echo word; bundle:start org.tocsin.shell"))
                .returns(0, Call::exit)
                .returns("word\n", Call::out)
                .returns("", Call::err);

        that(agent.tocsin("shell", "tocsin:no-such-command"))
                .returns(1, Call::exit)
                .returns("", Call::out)
                .returns("Command not found: tocsin:no-such-command\n", Call::err);
    }

    @Test
    public void withoutAnAgentATerminalOrSshThereIsOneClearLine() {
        that(agent.tocsin("shell", "bundle:list"))
                .returns(1, Call::exit)
                .returns("tocsin: not running: start it with 'tocsin start'\n", Call::err);

        agent.start();
        that(agent.tocsin("shell"))
                .returns(1, Call::exit)
                .returns(
                        "tocsin: there is no terminal: give a command, for example 'tocsin shell bundle:list'\n",
                        Call::err);

        Path nothing = agent.directory().resolve("nothing");
        agent.with("PATH", nothing.toString());
        that(agent.tocsin("shell", "bundle:list"))
                .returns(1, Call::exit)
                .returns("tocsin: there is no ssh, which the shell needs: install an OpenSSH client\n", Call::err);
    }

    /** A failure shows all of the call. */
    private static ObjectAssert<Call> that(Call call) {
        return assertThat(call).as("%s", call);
    }

    /** The system's ssh, whatever this user's is told to do. */
    private Call ssh(String... words) {
        List<String> command = new ArrayList<>(List.of("ssh", "-F", "/dev/null", "-o", "BatchMode=yes"));
        command.addAll(List.of("-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none"));
        command.addAll(List.of(words));
        return agent.call(command);
    }

    /** Under {@code env -i}, with only what tells this agent from others. */
    private Call bare(String arguments) {
        List<String> command = new ArrayList<>(
                List.of("env", "-i", "TOCSIN_DATA=" + agent.data(), "TOCSIN_ETC=" + agent.etc(), "/bin/sh", "-c"));
        command.add("'" + agent.distribution().file("bin/tocsin") + "' " + arguments);
        return agent.call(command);
    }
}
