// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The whole demo with a tiny agent in the place of the product: real processes, a real kill. */
public class DemoTest {

    private static final String TOCSIN = """
            #!/bin/sh
            case $1 in
              start)
                mkdir -p "$TOCSIN_DATA"
                TINY_BUG=%s '%s' -cp '%s' -Xmx32m -XX:TieredStopAtLevel=1 -Dsun.net.httpserver.nodelay=true \\
                  org.tocsin.sandbox.demo.TinyAgent >>"$TOCSIN_DATA/agent.log" 2>&1 &
                echo $! >"$TOCSIN_DATA/tocsin.pid"
                i=0
                until curl -q -sf --noproxy '*' "http://$TOCSIN_ADDRESS/health" >/dev/null; do
                  i=$((i + 1))
                  [ $i -lt 200 ] || { echo "tiny: does not answer" >&2; exit 1; }
                  sleep 0.05
                done
                ;;
              stop) kill "$(cat "$TOCSIN_DATA/tocsin.pid")" ;;
              shell) shift; curl -q -sf --noproxy '*' --data-binary "$*" "http://$TOCSIN_ADDRESS/shell" ;;
              queue) curl -q -sf --noproxy '*' "http://$TOCSIN_ADDRESS/status?$3" ;;
            esac
            """;
    private static final String WORD = """
            #!/bin/sh
            printf '%%s\\0' "$@" | curl -q -sf --noproxy '*' --data-binary @- "http://$TOCSIN_ADDRESS/cli/%s"
            """;

    private static final String TOOL = """
            #!/bin/sh
            { printf '%%s\\0' "$@"; cat; } |
              curl -q -sf --noproxy '*' --data-binary @- "http://$TOCSIN_ADDRESS/cli/%s"
            """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Path home = Path.of(".");
    private Path temp = Path.of(".");

    @Before
    public void makeHome() throws IOException {
        home = folder.getRoot().toPath();
        Files.createDirectory(home.resolve("bin"));
        temp = Files.createDirectory(home.resolve("temp"));
        script("pd-send", WORD.formatted("pd-send"));
        script("pdagent", WORD.formatted("pdagent"));
        for (Tool tool : Tool.values()) {
            script(tool.program(), TOOL.formatted(tool.program()));
        }
        agentWithBug("none");
    }

    @Test
    public void anAgentThatKeepsThePromisePasses() throws IOException {
        assertThat(demo()).as(shown()).isZero();
        assertThat(shown())
                .contains("PagerDuty goes away")
                .contains("kill -9 of the agent (pid ")
                .contains(
                        "verdict  clean: nothing lost, nothing reordered, nothing changed\n         52 accepted, 52 arrived in 8")
                .contains(
                        "3 of 3 wait for an adapter",
                        "tocsin shell feature:install tocsin-nagios tocsin-zabbix tocsin-sensu",
                        "pd-nagios  PROBLEM, RECOVERY  trigger, resolve  event_source=service;host_name=web2;service_desc=TLS",
                        "pd-zabbix  trigger, resolve   trigger, resolve  13502-db02",
                        "pd-sensu   create, resolve    trigger, resolve  mq1/queue-depth")
                .contains("total    ")
                .doesNotContain("\u001b");
        assertThat(shown().lines()).allMatch(line -> line.length() <= 100);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    public void anAgentThatForgetsAnEventIsFoundOutAndItsDataAreKept() throws IOException {
        agentWithBug("forget");

        assertThat(demo()).isEqualTo(1);
        assertThat(shown())
                .contains("verdict  BROKEN: 1 violations")
                .contains("LOST in lane …")
                .contains("kept: ");
    }

    @Test
    public void anAgentThatReordersIsFoundOut() throws IOException {
        agentWithBug("reverse");

        assertThat(demo()).isEqualTo(1);
        assertThat(shown())
                .contains("verdict  BROKEN")
                .contains("REORDERED in lane …")
                .contains("kept: ");
    }

    @Test
    public void aRecoveryThatWouldNotResolveItsProblemIsFoundOut() throws IOException {
        agentWithBug("rename");

        assertThat(demo()).isEqualTo(1);
        assertThat(shown())
                .contains("trigger, resolve  mq2/queue-depth and mq1/queue-depth")
                .contains("BROKEN   pd-sensu wants trigger, resolve of mq1/queue-depth");
    }

    @Test
    public void aToolThatIsRefusedIsSaidInOneLine() throws IOException {
        script("pd-zabbix", "#!/bin/sh\necho 'pd-zabbix: hostname: is missing' >&2\nexit 1\n");

        assertThat(demo()).isEqualTo(1);
        assertThat(shown()).contains("tocsin demo: pd-zabbix could not send: pd-zabbix: hostname: is missing (exit 1)");
    }

    @Test
    public void anAgentThatDoesNotStartIsSaidInOneLine() throws IOException {
        script("tocsin", "#!/bin/sh\necho 'tocsin: the intake port is in use' >&2\nexit 1\n");

        assertThat(demo()).isEqualTo(1);
        assertThat(shown())
                .contains("tocsin demo: the agent did not start: tocsin: the intake port is in use (exit 1)")
                .contains("kept: ");
    }

    @Test
    public void aHomeWithoutADistributionIsSaidSo() throws IOException {
        Files.delete(home.resolve("bin/tocsin"));

        assertThat(demo()).isEqualTo(1);
        assertThat(shown()).contains("is no distribution, run 'tocsin demo' from one");
    }

    @Test
    public void afterCtrlCNeitherAProcessNorAFileIsLeft() throws Exception {
        Path shown = home.resolve("shown");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "-Djava.io.tmpdir=" + temp,
                        "org.tocsin.sandbox.demo.Demo")
                .redirectErrorStream(true)
                .redirectOutput(shown.toFile());
        builder.environment().put("TOCSIN_HOME", home.toString());
        Process demo = builder.start();
        Awaitility.await("the story has begun")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(shown).contains("they are at PagerDuty"));
        Path stage = leftovers().get(0);
        long agent = Long.parseLong(
                Files.readString(stage.resolve("data/tocsin.pid")).strip());

        assertThat(new ProcessBuilder("kill", interrupt(), Long.toString(demo.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(demo.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isNotZero();
        assertThat(leftovers()).as(Files.readString(shown)).isEmpty();
        Awaitility.await("the agent is gone").atMost(Duration.ofSeconds(10)).until(() -> AgentProcess.isGone(agent));
    }

    /** What Ctrl-C sends; a build in the background ignores it, and so do its children: then what does the same. */
    private static String interrupt() throws IOException {
        String ignored = Files.readString(Path.of("/proc/self/status"))
                .lines()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow()
                .replaceAll(".*\\s", "");
        return (Long.parseUnsignedLong(ignored, 16) & 0b10) == 0 ? "-INT" : "-TERM";
    }

    private int demo() {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        try (Console console = new Console(stream, false, true, System::nanoTime)) {
            return new Demo(console, home, temp, false).run();
        }
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private void agentWithBug(String bug) throws IOException {
        String classes = TinyAgent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        script("tocsin", TOCSIN.formatted(bug, java, classes));
    }

    private void script(String name, String text) throws IOException {
        Path file = home.resolve("bin").resolve(name);
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return files.filter(file -> file.getFileName().toString().startsWith("tocsin-demo-"))
                    .toList();
        }
    }
}
