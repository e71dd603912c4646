// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.BusyHost;
import org.tocsin.itests.Call;

/** The agent comes, shows itself and goes, and a kill is no obstacle. */
public class LifeCycleTest {

    private static final int BACKLOG = 4_000;

    @Rule
    public final Agent agent = new Agent().fresh();

    @Test
    public void startReturnsWithTheIntakeOpenAndStopEndsItWithinTwoSeconds() throws IOException {
        Call start = agent.tocsin("start");

        assertThat(start.exit()).as("%s", start).isZero();
        assertThat(start.out())
                .matches("tocsin: intake open on " + agent.url() + " \\(pid " + agent.pid() + ", \\d+\\.\\d s\\)\n");
        await("ready, by its exit code")
                .atMost(Duration.ofSeconds(30))
                .until(() -> agent.tocsin("status").exit() == 0);
        assertThat(agent.tocsin("health").out()).isEqualTo("OK\n");

        Call stop = agent.tocsin("stop");

        assertThat(stop.exit()).as("%s", stop).isZero();
        assertThat(stop.out()).matches("tocsin: stopped \\(\\d+\\.\\d s\\)\n");
        assertThat(stop.took()).isLessThan(BusyHost.takes(Duration.ofSeconds(2)));
        assertThat(agent.jvms()).isEmpty();
        assertThat(agent.data().resolve("tocsin.pid")).doesNotExist();
        assertThat(agent.tocsin("status").exit()).isEqualTo(3);
        assertThat(agent.tocsin("stop")).returns(0, Call::exit).returns("tocsin: not running\n", Call::out);
    }

    @Test
    public void runSaysOneLineTellsTheServiceManagerReloadsAndEndsWithTheSignalWhateverWaits() throws Exception {
        Path out = agent.directory().resolve("run.out");
        Path err = agent.directory().resolve("run.err");
        Path told = agent.directory().resolve("told");
        agent.with("PATH", notifying(told) + ":" + System.getenv("PATH"))
                .with("NOTIFY_SOCKET", "/run/systemd/notify")
                .with("TOCSIN_PAGERDUTY_URL", "http://127.0.0.1:9");
        Process run = agent.begin(out, err, "run");

        await("the intake to open").atMost(60, SECONDS).until(() -> lines(out).size() == 1);
        assertThat(lines(out).get(0)).startsWith("tocsin: intake open on " + agent.url() + " (pid " + agent.pid());
        await("the log on standard error")
                .atMost(10, SECONDS)
                .until(() -> Files.readString(err).contains("intake open"));
        assertThat(lines(told)).containsExactly("/run/systemd/notify --ready --status=intake open on " + agent.url());
        assertThat(Files.readString(Path.of("/proc/" + agent.pid() + "/environ")))
                .doesNotContain("NOTIFY_SOCKET");

        assertThat(withALongHeader()).isEqualTo(200);
        Path http = agent.etc().resolve("org.tocsin.http.cfg");
        Files.writeString(http, Files.readString(http).replaceAll("(?m)^maxHeaderSize = .*$", "maxHeaderSize = 1024"));
        signal("HUP", agent.pid());
        signal("HUP", run.pid());
        await("what is said of a reload")
                .atMost(30, SECONDS)
                .until(() -> lines(out).size() == 2);
        assertThat(lines(out).get(1))
                .matches("tocsin: reload: what changed is in effect; \\d+ files checked: all is well");
        await("the effect").atMost(30, SECONDS).until(() -> withALongHeader() == 431);
        Files.writeString(agent.etc().resolve("org.tocsin.metrics.cfg"), "nothing = such\n");
        signal("HUP", run.pid());
        await("what is said of a second one")
                .atMost(30, SECONDS)
                .until(() -> lines(out).size() == 3);
        assertThat(lines(out).get(2))
                .startsWith("tocsin: reload: what is wrong is not in effect, what else changed is; ")
                .endsWith("files checked: 1 error");
        assertThat(lines(err)).anyMatch(line -> line.startsWith("tocsin: org.tocsin.metrics.cfg: nothing"));

        assertThat(sendBatch(BACKLOG)).isEqualTo(200);
        run.destroy();

        assertThat(run.waitFor(BusyHost.takes(Duration.ofSeconds(2)).toMillis(), TimeUnit.MILLISECONDS))
                .as("run has ended in 2 s with %s events that wait", BACKLOG)
                .isTrue();
        assertThat(run.exitValue()).isZero();
        assertThat(lines(out)).hasSize(3);
        assertThat(agent.jvms()).isEmpty();
        assertThat(agent.data().resolve("tocsin.pid")).doesNotExist();
    }

    /** The status of the answer to a request with a header of 2 KB. */
    private int withALongHeader() throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create(agent.url() + "/health/live").toURL().openConnection();
        connection.setRequestProperty("X-Long", "x".repeat(2_048));
        try {
            return connection.getResponseCode();
        } catch (ConnectException e) {
            return 0; // the listener opens anew
        }
    }

    /** A directory with a systemd-notify that writes down what it is told. */
    private Path notifying(Path told) throws IOException {
        Path tools = Files.createDirectories(agent.directory().resolve("tools"));
        Path tool = tools.resolve("systemd-notify");
        Files.writeString(tool, "#!/bin/sh\nprintf '%s\\n' \"$NOTIFY_SOCKET $*\" >>'" + told + "'\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        return tools;
    }

    /** Puts so many events of 30 lanes on the queue; the status of the answer. */
    private int sendBatch(int events) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < events; i++) {
            lines.append(String.format(
                    "{\"routing_key\":\"%032x\",\"event_action\":\"trigger\",\"payload\":{\"summary\":\"number %d\","
                            + "\"source\":\"test\",\"severity\":\"info\"}}%n",
                    i % 30, i));
        }
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(agent.url() + "/events").toURL().openConnection();
        connection.setRequestProperty("Authorization", "token " + agent.token());
        connection.setDoOutput(true);
        try (OutputStream body = connection.getOutputStream()) {
            body.write(lines.toString().getBytes(UTF_8));
        }
        return connection.getResponseCode();
    }

    private void signal(String name, long pid) {
        assertThat(agent.call(List.of("kill", "-" + name, Long.toString(pid)))).returns(0, Call::exit);
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    public void pdagentServerTakesTheFlagsOfTheOriginalAndItsPidFileComesAndGoes() throws Exception {
        Path out = agent.directory().resolve("server.out");
        Path err = agent.directory().resolve("server.err");
        Path pidfile = agent.directory().resolve("run/pidfile");
        Files.createDirectories(pidfile.getParent());
        Files.writeString(pidfile, "4194305"); // of no process: left behind
        String token = "the-token-of-the-original";

        Process server = agent.beginProgram(
                "pdagent",
                out,
                err,
                "-s",
                token,
                "server",
                "--region",
                "eu",
                "--database",
                "/old.db",
                "--pidfile",
                pidfile.toString());

        await("the intake to open")
                .atMost(60, SECONDS)
                .until(() -> Files.readString(err).contains("tocsin: intake open on " + agent.url()));
        await("the pid file")
                .atMost(10, SECONDS)
                .until(() -> Files.readString(pidfile).equals(Long.toString(agent.pid())));
        assertThat(agent.token()).isEqualTo(token);
        assertThat(Files.readString(err)).contains("pdagent: --database /old.db is not used: the queue is in");
        assertThat(Files.readString(Path.of("/proc/" + agent.pid() + "/environ")))
                .contains("TOCSIN_PAGERDUTY_REGION=eu");

        assertThat(pdagent("server", "-s", "another-token-than-that"))
                .returns(1, Call::exit)
                .returns("pidfile already exists\n", Call::out)
                .extracting(Call::err)
                .asString()
                .contains("already running");
        assertThat(agent.token()).as("nothing was changed").isEqualTo(token);
        assertThat(pdagent("server", "--bogus")).returns("unknown flag: --bogus\n", Call::out);
        assertThat(pdagent("server", "stop", "--pidfile", pidfile + ".other"))
                .returns(1, Call::exit)
                .extracting(Call::out)
                .asString()
                .startsWith("Error terminating server: pidfile doesn't exist\n");
        Files.writeString(
                pidfile.resolveSibling("mine"), ProcessHandle.current().pid() + "\n");
        assertThat(pdagent(
                                "server",
                                "stop",
                                "--pidfile",
                                pidfile.resolveSibling("mine").toString())
                        .out())
                .contains("is not the agent of " + agent.data());
        assertThat(server.isAlive()).as("nobody has stopped it").isTrue();

        assertThat(pdagent("--pidfile", pidfile.toString(), "server", "--region", "eu", "stop"))
                .returns(0, Call::exit)
                .returns("Server terminated.\n", Call::out);

        assertThat(server.waitFor(10, TimeUnit.SECONDS))
                .as("the server has ended")
                .isTrue();
        assertThat(server.exitValue()).isZero();
        assertThat(out).as("nothing on standard output").isEmptyFile();
        assertThat(pidfile).doesNotExist();
        assertThat(agent.jvms()).isEmpty();
        assertThat(agent.tocsin("server", "stop"))
                .returns(1, Call::exit)
                .extracting(Call::out)
                .asString()
                .startsWith("Error terminating server: pidfile doesn't exist\n");
    }

    @Test
    public void wordsAboutTheServerThatAreWrongStartNothing() throws Exception {
        agent.with("HOME", agent.directory().toString());
        assertThat(pdagent("server", "--region", "xx"))
                .returns(1, Call::exit)
                .returns("region must be either \"us\" or \"eu\"\n", Call::out);
        assertThat(pdagent("server", "--bogus")).returns(1, Call::exit).returns("unknown flag: --bogus\n", Call::out);
        assertThat(agent.tocsin("server", "-a", "here").exit()).isEqualTo(2);
        Path pidfile = Files.writeString(agent.directory().resolve("pid"), "x\n");
        assertThat(pdagent("server", "stop", "--pidfile", pidfile.toString()).out())
                .isEqualTo("Error terminating server: strconv.Atoi: parsing \"x\": invalid syntax\n");
        Files.writeString(pidfile, "4194305");
        assertThat(pdagent("server", "stop", "--pidfile", pidfile.toString()))
                .returns(1, Call::exit)
                .returns("Error terminating server: os: process already finished\n", Call::out);
        assertThat(agent.tocsin("server", "--help").out()).startsWith("usage: tocsin server [-a HOST:PORT]");
        Path config = agent.directory().resolve(".pdagent/config.yaml");
        String begin = "Generating config to " + config + '\n';
        assertThat(pdagent("init"))
                .returns(0, Call::exit)
                .returns(begin + "Config file generated to " + config + '\n', Call::out);
        assertThat(agent.tocsin("init"))
                .returns(1, Call::exit)
                .returns(begin + "Error writing config: Config File \"" + config + "\" Already Exists\n", Call::out);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                .isEqualTo("rw-------");
        assertThat(agent.jvms()).isEmpty();
    }

    private Call pdagent(String... words) {
        List<String> command =
                new ArrayList<>(List.of(agent.distribution().file("bin/pdagent").toString()));
        command.addAll(List.of(words));
        return agent.call(command);
    }

    @Test
    public void aKilledAgentStartsAgainAlsoAtAPortWithZerosBeforeIt() {
        agent.start();
        agent.kill();
        assertThat(agent.tocsin("status").exit()).isEqualTo(3);
        agent.with("TOCSIN_ADDRESS", "127.0.0.1:00" + agent.port());

        Call again = agent.start();

        assertThat(again.err()).doesNotContain("pid");
        assertThat(agent.jvms()).extracting(ProcessHandle::pid).containsExactly(agent.pid());
    }

    @Test
    public void anAgentKilledInItsFirstBootStartsAgain() throws IOException {
        Process start =
                agent.begin(agent.directory().resolve("out"), agent.directory().resolve("err"), "start");
        await("the first bundles")
                .atMost(30, SECONDS)
                .until(() -> Files.isDirectory(agent.data().resolve("karaf/cache/bundle12")));
        start.destroyForcibly();
        agent.kill();

        agent.start();

        assertThat(agent.jvms()).hasSize(1);
    }

    @Test
    public void theNumberOfAnotherProcessInTheFileIsNoObstacleAndNotTouched() throws IOException {
        Files.createDirectories(agent.data());
        long self = ProcessHandle.current().pid();
        Files.writeString(agent.data().resolve("tocsin.pid"), self + "\n1\n");

        assertThat(agent.tocsin("stop").out()).isEqualTo("tocsin: not running\n");
        agent.start();

        assertThat(agent.pid()).isNotEqualTo(self);
    }

    @Test
    public void theConfigurationOfGoPdagentIsReadWhereItLies() throws IOException {
        String secret = "abcdefghijklmnopqrstuvwxyz012345";
        Path legacy = agent.directory().resolve("legacy");
        Path theirs = Files.createDirectories(legacy.resolve("pdagent")).resolve("config.yaml");
        Files.writeString(
                theirs, "address: 127.0.0.1:" + agent.port() + "\nregion: eu\nsecret: " + secret + "\nregoin: us\n");
        Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rw-r--r--"));
        agent.without("TOCSIN_ADDRESS").without("TOCSIN_PAGERDUTY_URL").with("TOCSIN_LEGACY_ETC", legacy.toString());

        Call start = agent.start();

        assertThat(start.out()).contains("intake open on " + agent.url());
        assertThat(start.err())
                .contains("tocsin: warning: " + theirs
                        + ":4: regoin: there is no such key, it is not used, did you mean region?")
                .contains("tocsin: warning: " + theirs + ":3: secret: everybody on this host can read it")
                .doesNotContain(secret);
        await("the way to PagerDuty, by the status")
                .atMost(Duration.ofSeconds(30))
                .until(() -> agent.tocsin("status").out().contains("events.eu.pagerduty.com"));
        assertThat(agent.tocsin("config", "show").out().replaceAll(" +", " "))
                .contains("http.address 127.0.0.1:" + agent.port() + ' ' + theirs + ":1\n")
                .contains("pagerduty.region eu " + theirs + ":2\n")
                .doesNotContain(secret);
        Call oldClient = agent.call(
                List.of("curl", "-s", "-H", "Authorization: token " + secret, agent.url() + "/queue/status"));
        assertThat(oldClient.out()).isEqualTo("{\"status_items\":[]}");
        assertThat(agent.tocsin("stop").exit()).isZero();
        assertThat(agent.log()).doesNotContain(secret);
        Files.delete(theirs);
        assertThat(agent.tocsin("config", "show").out().replaceAll(" +", " "))
                .contains("http.address 127.0.0.1:49463 org.tocsin.http.cfg:")
                .contains("http.secretFile " + agent.data().resolve("secret") + " org.tocsin.http.cfg:");
    }

    @Test
    public void withoutAWordOrWithAnUnknownOneThereIsHelp() {
        Call nothing = agent.tocsin();
        assertThat(nothing).returns(2, Call::exit).returns("", Call::out);
        assertThat(nothing.err()).contains("tocsin start", agent.data().toString());

        Call unknown = agent.tocsin("strat");
        assertThat(unknown).returns(2, Call::exit).returns("", Call::out);
        assertThat(unknown.err()).contains("tocsin start").endsWith("tocsin: there is no word 'strat'\n");

        for (String word : List.of("help", "--help", "-h")) {
            assertThat(agent.tocsin(word)).returns(0, Call::exit).returns("", Call::err);
        }
        for (String word : List.of("run", "start", "stop")) {
            assertThat(agent.tocsin(word, "--help"))
                    .returns(0, Call::exit)
                    .returns("", Call::err)
                    .satisfies(call -> assertThat(call.out()).startsWith("usage: tocsin " + word));
        }
        assertThat(agent.tocsin("start", "--now")).returns(2, Call::exit);
        assertThat(agent.distribution().file("share/bash-completion/completions/tocsin"))
                .hasContent(agent.tocsin("completion", "bash").out());
        assertThat(agent.distribution().file("share/zsh/site-functions/_tocsin"))
                .content()
                .startsWith("#compdef tocsin pdagent pd-send pd-queue pd-nagios pd-sensu pd-zabbix\n");
        assertThat(agent.data()).doesNotExist();
    }
}
