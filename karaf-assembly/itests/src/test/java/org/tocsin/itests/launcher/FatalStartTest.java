// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.BusyHost;
import org.tocsin.itests.Call;
import org.tocsin.itests.Distribution;

/** What makes a start useless is said in one line within ten seconds, and leaves no process. */
public class FatalStartTest {

    @Rule
    public final Agent agent = new Agent();

    @Test
    public void anOldJavaIsRefused() throws IOException {
        Path java = script("jdk/bin/java", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
        agent.with("JAVA_HOME", agent.directory().resolve("jdk").toString());

        assertThat(refusal("start")).isEqualTo(java + " is a Java 11: set JAVA_HOME to a Java 17 or newer");
    }

    @Test
    public void aJavaHomeWithoutJavaIsRefused() {
        agent.with("JAVA_HOME", "/nonexistent");

        assertThat(refusal("start"))
                .isEqualTo("JAVA_HOME=/nonexistent has no bin/java: point it to a Java 17 or newer, or unset it");
    }

    @Test
    public void aHostWithoutJavaIsTold() throws IOException {
        agent.without("JAVA_HOME").with("PATH", pathWithout("java"));

        assertThat(refusal("start")).isEqualTo("there is no Java: install a Java 17 or newer, or set JAVA_HOME");
    }

    @Test
    public void aValueOfTheLaunchersOwnThatIsNoneIsNamed() {
        agent.with("TOCSIN_LOG_FORMAT", "xml");

        assertThat(refusal("start")).isEqualTo("TOCSIN_LOG_FORMAT is 'xml': set it to text or json, or unset it");
        agent.with("TOCSIN_LOG_FORMAT", "text").with("TOCSIN_CLASS_DATA", "yes");
        assertThat(refusal("start")).isEqualTo("TOCSIN_CLASS_DATA is 'yes': set it to on or off, or unset it");
    }

    @Test
    public void anOptionThatTheJvmDoesNotKnowIsNamed() {
        agent.with("TOCSIN_JAVA_OPTS", "-XX:+NoSuchOption");

        assertThat(refusal("start")).contains("NoSuchOption");
    }

    @Test
    public void aTakenPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(agent.port(), 5, InetAddress.getLoopbackAddress())) {
            assertThat(refusal("start")).contains("127.0.0.1:" + taken.getLocalPort(), "in use");
            assertThat(refusal("run")).contains("127.0.0.1:" + taken.getLocalPort(), "in use");
        }
    }

    @Test
    public void aPortThatMayNotBeBoundIsNamed() throws IOException {
        // an address of nobody on this host (RFC 5737)
        String address = "192.0.2.1:" + agent.port();
        agent.with("TOCSIN_ADDRESS", address).with("TOCSIN_HTTP_PLAINTEXT", "allow");
        String expected = "org.tocsin.http.cfg: address: " + address
                + " is no address of this machine, set one that is, such as 127.0.0.1:49463";

        assertThat(refusal("start")).isEqualTo(expected);
        // on other networks nobody says that it is not there
        Path late = script("late/curl", "exit 28").getParent();
        agent.with("PATH", late + ":" + System.getenv("PATH"));
        assertThat(refusal("start")).isEqualTo(expected);
    }

    @Test
    public void runTellsAWrongConfigurationFromOtherCausesByItsExitCode() {
        agent.with("TOCSIN_HTTP_MAXCONNECTIONS", "many");

        Call call = agent.tocsin("run");

        assertThat(call).returns(78, Call::exit).returns("", Call::out);
        assertThat(call.err())
                .startsWith("tocsin: org.tocsin.http.cfg: maxConnections: 'many'")
                .hasLineCount(1);
        assertThat(agent.jvms()).isEmpty();
    }

    @Test
    public void anAddressThatIsNoneIsNamed() {
        agent.with("TOCSIN_ADDRESS", "here");

        assertThat(refusal("start")).contains("here");
    }

    @Test
    public void dataThatCannotBeWrittenAreNamed() throws IOException {
        Path file = Files.createFile(agent.directory().resolve("file"));
        agent.with("TOCSIN_DATA", file.resolve("data").toString());

        assertThat(refusal("start"))
                .isEqualTo("the data directory " + file.resolve("data")
                        + " cannot be written: set TOCSIN_DATA to one that can");
    }

    @Test
    public void aStoreThatCannotBeOpenedIsFatal() throws IOException {
        Files.createDirectories(agent.data().resolve("db"));
        Files.writeString(agent.data().resolve("db/queue"), "no directory");

        assertThat(refusal("start")).contains("db/queue");
    }

    @Test
    public void anEmptySecretIsFatal() throws IOException {
        Files.createDirectories(agent.data());
        Files.createFile(
                agent.data().resolve("secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

        assertThat(refusal("start")).contains(agent.data().resolve("secret").toString());
    }

    @Test
    public void aSecretThatOthersMayWriteIsFatal() throws IOException {
        Files.createDirectories(agent.data());
        Path secret =
                Files.writeString(agent.data().resolve("secret"), "0123456789012345678901234567890123456789012\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(refusal("start")).contains(secret.toString());
    }

    @Test
    public void anUnresolvableBootFeatureIsFatalInsteadOfHalfABoot() throws IOException {
        Distribution damaged = Distribution.shared().copyTo(agent.directory().resolve("home"));
        try (Stream<Path> files = Files.walk(damaged.file("karaf/system/org/tocsin/tocsin-camel"))) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                Files.delete(jar);
            }
        }
        agent.of(damaged);

        assertThat(refusal("start")).contains("tocsin-camel");
    }

    @Test
    public void aSecondAgentForTheSameDataIsRefusedAndTheFirstLivesOn() {
        agent.start();
        long first = agent.pid();

        Call second = agent.tocsin("start");

        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err()).isEqualTo("tocsin: already running for " + agent.data() + " (pid " + first + ")\n");
        assertThat(agent.jvms()).extracting(ProcessHandle::pid).containsExactly(first);
        assertThat(agent.tocsin("health").exit()).isZero();
    }

    @Test
    public void ofTwoStartsAtOnceOneWinsAndKeepsItsAgent() throws Exception {
        List<CompletableFuture<Call>> both = List.of(
                CompletableFuture.supplyAsync(() -> agent.tocsin("start")),
                CompletableFuture.supplyAsync(() -> agent.tocsin("start")));

        List<Call> calls = new ArrayList<>();
        for (CompletableFuture<Call> call : both) {
            calls.add(call.get(90, TimeUnit.SECONDS));
        }

        assertThat(calls).extracting(Call::exit).as("%s", calls).containsExactlyInAnyOrder(0, 1);
        assertThat(calls.stream().filter(call -> call.exit() == 1).map(Call::err))
                .allMatch(line -> line.startsWith("tocsin: is being started for ")
                        || line.startsWith("tocsin: already running for "));
        assertThat(agent.jvms()).extracting(ProcessHandle::pid).containsExactly(agent.pid());
        assertThat(agent.tocsin("health").exit()).isZero();
        assertThat(agent.data().resolve("starting")).doesNotExist();
    }

    @Test
    public void aLockThatADeadStartLeftIsNoObstacle() throws IOException {
        Files.createDirectories(agent.data());
        Files.writeString(agent.data().resolve("starting"), "1234567\n42\n");

        agent.start();

        assertThat(agent.data().resolve("starting")).doesNotExist();
    }

    /** Starts, holds the promises that every fatal start keeps, and gives the line. */
    private String refusal(String word) {
        Call call = agent.tocsin(word);
        assertThat(call.exit()).as("%s", call).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err().lines()).as("%s", call.err()).hasSize(1);
        assertThat(call.took()).isLessThan(BusyHost.takes(Duration.ofSeconds(10)));
        assertThat(agent.jvms()).isEmpty();
        assertThat(agent.data().resolve("tocsin.pid")).doesNotExist();
        assertThat(agent.data().resolve("startup-failure")).doesNotExist();
        assertThat(call.err()).startsWith("tocsin: ");
        return call.err().strip().substring("tocsin: ".length());
    }

    private Path script(String name, String line) throws IOException {
        Path script = agent.directory().resolve(name);
        Files.createDirectories(script.getParent());
        Files.writeString(script, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    /** A directory with links to what the launcher calls, except one. */
    private String pathWithout(String missing) throws IOException {
        Path tools = Files.createDirectories(agent.directory().resolve("tools"));
        for (String tool : new String[] {"sh", "sed", "cat", "mkdir", "chmod", "rm", "readlink", "java", "curl"}) {
            for (String directory : System.getenv("PATH").split(":", -1)) {
                Path real = Path.of(directory, tool);
                if (!tool.equals(missing) && Files.isExecutable(real) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), real);
                }
            }
        }
        return tools.toString();
    }
}
