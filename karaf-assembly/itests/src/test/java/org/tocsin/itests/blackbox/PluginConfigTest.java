// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.SandboxRule;

/** Plugins by {@code TOCSIN_PLUGINS} and {@code deploy/}, with a bundle cache that goes; and what the configuration says. */
public class PluginConfigTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String KEY = DoorsTest.key("plugins");

    @Rule
    public final SandboxRule sandbox = new SandboxRule();

    @Rule
    public final Agent agent = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(agent);

    private Path deploy;

    @Before
    public void prepare() throws IOException {
        deploy = Files.createDirectories(agent.data().resolve("deploy"));
    }

    @Test
    public void whatIsNamedAndDroppedIsThereAgainAfterAKillAndADeletedCacheAndSoIsWhatWaits() throws IOException {
        Path disk = Path.of(System.getProperty("tocsin.example"));
        Files.createDirectories(agent.etc());
        Files.writeString(agent.etc().resolve("org.example.disk.key"), DoorsTest.key("example") + "\n");
        // a feature by name, of a repository in deploy/; and one in a .kar, which wants nothing more
        drop(
                "named.xml",
                features(
                        "named",
                        "<feature name='named' install='manual' version='1.0.0'><bundle>" + disk.toUri()
                                + "</bundle></feature>"));
        kar("carried");
        agent.with("TOCSIN_PLUGINS", "named, tocsin-nohwere").start();
        awaitAllPlugins();
        assertThat(ok("plugin", "list", "--json"))
                .contains("{\"name\":\"named\",\"version\":\"1.0.0\",\"wanted\":true,\"present\":true,"
                        + "\"state\":\"ACTIVE\",\"origin\":\"configuration\",\"text\":\"\"}");
        assertThat(new Api(agent).get("/plugins").body().strip())
                .isEqualTo(ok("plugin", "list", "--json").strip());
        Call status = agent.tocsin("status");
        assertThat(status.exit()).as("%s", status).isEqualTo(1);
        assertThat(status.out()).containsPattern("plugins +DEGRADED +tocsin-nohwere waits: no repository offers it");

        for (int i = 1; i <= 3; i++) {
            ok("trigger", "-k", KEY, "-y", "n" + i, "waits");
        }
        agent.kill();
        delete(agent.data().resolve("karaf"));
        agent.start();
        awaitAllPlugins();
        assertThat(ok("queue", "status", "--json")).contains("\"waiting\":3");

        // only a part of it, and the agent is not asked first
        agent.kill();
        delete(agent.data().resolve("karaf/cache"));
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString()).start();
        awaitAllPlugins();
        await("what waited").atMost(PATIENCE).until(() -> arrived().size() == 3);
        assertThat(arrived()).extracting(Received::dedupKey).containsExactly("n1", "n2", "n3");

        // what is not named any more is taken out, also by a start; what lies in deploy/ stays
        assertThat(agent.tocsin("stop").exit()).isZero();
        agent.with("TOCSIN_PLUGINS", "").start();
        await("the end of what was named")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(row("named")).contains("no no AVAILABLE deploy"));
        assertThat(row("carried")).contains("yes yes ACTIVE deploy");
        assertThat(agent.tocsin("status").exit()).isZero();
    }

    private List<Received> arrived() {
        return sandbox.get().accepted().stream()
                .filter(event -> KEY.equals(event.key()))
                .toList();
    }

    private void awaitAllPlugins() {
        await("the plugins").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(row("named")).isEqualTo("named 1.0.0 yes yes ACTIVE configuration");
            assertThat(row("carried")).isEqualTo("carried 1.0.0 yes yes ACTIVE deploy");
            assertThat(row("tocsin-http")).matches("tocsin-http [0-9.]+ yes yes ACTIVE product");
            assertThat(row("tocsin-nohwere")).startsWith("tocsin-nohwere - yes no WAITING configuration no repository");
        });
    }

    private String row(String plugin) {
        return ok("plugin", "list")
                .lines()
                .filter(line -> line.startsWith(plugin + ' '))
                .findFirst()
                .orElse("")
                .replaceAll(" +", " ");
    }

    @Test
    public void theConfigurationIsCheckedAndShownWithoutAnAgent() throws IOException {
        agent.with("TOCSIN_PAGERDUTY_URL", "https://gateway.example/x");
        assertThat(ok("config", "check")).matches("\\d+ files checked: all is well\n");
        assertThat(agent.data().resolve("karaf")).as("nothing was started").doesNotExist();
        Files.createDirectories(agent.etc());
        try (Stream<Path> files = Files.list(agent.distribution().file("etc"))) {
            for (Path file : files.toList()) {
                Files.copy(file, agent.etc().resolve(file.getFileName()));
            }
        }
        assertThat(ok("config", "check")).matches("\\d+ files checked: all is well\n");
        replace("org.tocsin.queue.cfg", "maxInFlight = 128", "maxInFlight = 64\ncatchUp.pd-0123456789ab = collapse");
        agent.with("TOCSIN_QUEUE_DEADLINE", "PT40S");

        String shown = ok("config", "show", "--set", "engine.httpThreads=8").replaceAll(" +", " ");
        assertThat(shown.lines())
                .contains(
                        "engine.httpThreads 8 flag --set engine.httpThreads",
                        "queue.deadline PT40S TOCSIN_QUEUE_DEADLINE",
                        "queue.maxInFlight 64 org.tocsin.queue.cfg:5",
                        "queue.catchUp.pd-0123456789ab collapse org.tocsin.queue.cfg:6",
                        "pagerduty.url https://gateway.example/x TOCSIN_PAGERDUTY_URL",
                        "http.address 127.0.0.1:" + agent.port() + " TOCSIN_ADDRESS",
                        "TOCSIN_DATA " + agent.data() + " TOCSIN_DATA");
        assertThat(ok("config", "show", "--json"))
                .contains("{\"key\":\"queue.deadline\",\"value\":\"PT40S\",\"from\":\"TOCSIN_QUEUE_DEADLINE\"}");
    }

    @Test
    public void everyErrorOfTheConfigurationIsNamedWithItsRemedyAndHostileFilesToo() throws IOException {
        Path etc = Files.createDirectories(agent.etc());
        Files.write(etc.resolve("org.tocsin.engine.cfg"), "stopTimeout = f\u00fcnf\n".getBytes(ISO_8859_1));
        Files.createDirectory(etc.resolve("org.tocsin.http.cfg"));
        Files.writeString(etc.resolve("org.tocsin.queue.cfg"), "deadline = PT35S\ndeadline = soon\nmaxInFligt = 3\n");
        Files.writeString(etc.resolve("org.tocsin.pagerduty.cfg"), "#".repeat((1 << 20) + 1));
        Files.writeString(etc.resolve("org.tocsin.queue.derby.cfg"), "keepDelivered = -1\nkeepDeliveredFor = P0D\n");
        Files.writeString(etc.resolve("org.tocsin.quueue.cfg"), "");
        Files.writeString(
                etc.resolve("org.tocsin.webhook.target-ops.cfg"), "url = https://a/\nheaders = Date: s3cr3t-header\n");
        agent.with("TOCSIN_QUEUE_CATCHUPP", "collapse").with("TOCSIN_PLUGINS", "two words");

        Call check = agent.tocsin("config", "check");

        assertThat(check.exit()).as("%s", check).isEqualTo(1);
        assertThat(check.err()).isEmpty();
        assertThat(check.out().lines())
                .contains(
                        "org.tocsin.engine.cfg: line 1 is not UTF-8, save the file in that encoding",
                        "org.tocsin.http.cfg: is a directory, put a file in its place or remove it",
                        "org.tocsin.pagerduty.cfg: is longer than 1048576 bytes, which is no configuration: shorten it",
                        "org.tocsin.queue.cfg: deadline: is there twice, in lines 1 and 2, and the last one counts:"
                                + " remove one",
                        "org.tocsin.queue.cfg: deadline: 'soon' is not a duration, use ISO-8601 such as PT30S"
                                + " (org.tocsin.queue.cfg:2)",
                        "org.tocsin.queue.cfg: maxInFligt: there is no such key; correct or remove it, did you mean"
                                + " maxInFlight? (org.tocsin.queue.cfg:3)",
                        "org.tocsin.quueue.cfg: no plugin here has this configuration; rename it, remove it, or bring"
                                + " its plugin, did you mean org.tocsin.queue.cfg?",
                        "TOCSIN_QUEUE_CATCHUPP: no plugin here has a key for this variable; correct or unset it, did"
                                + " you mean TOCSIN_QUEUE_CATCHUP?")
                .anyMatch(line ->
                        line.startsWith("org.tocsin.webhook.target-ops.cfg: headers: Date cannot be given here"))
                .noneMatch(line -> line.contains("s3cr3t"))
                .anyMatch(line -> line.startsWith("org.tocsin.queue.derby.cfg: keepDelivered: '-1' is not in range"))
                .anyMatch(line -> line.startsWith("org.tocsin.queue.derby.cfg: keepDeliveredFor: 'P0D' is not long"))
                .anyMatch(line -> line.startsWith("org.tocsin.plugins.cfg: features: 'two words' is not the name of a")
                        && line.endsWith(" (TOCSIN_PLUGINS)"));
        assertThat(agent.tocsin("config", "show").out())
                .contains("webhook.target-ops.headers")
                .doesNotContain("s3cr3t");
    }

    @Test
    public void aFlagGoesBeforeAllElseAndAWrongOneStartsNothing() {
        Call wrong = agent.tocsin("start", "--set", "queue.deadline=soon");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err())
                .isEqualTo("tocsin: org.tocsin.queue.cfg: deadline: 'soon' is not a duration, use ISO-8601 such as"
                        + " PT30S\n");
        Call unknown = agent.tocsin("start", "--set=queue.maxInFligt=3");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("TOCSIN_QUEUE_MAXINFLIGT", "did you mean TOCSIN_QUEUE_MAXINFLIGHT?");
        assertThat(agent.tocsin("start", "--set").exit()).isEqualTo(2);
        assertThat(agent.tocsin("start", "--set", "x=1").exit()).isEqualTo(2);
        assertThat(agent.jvms()).isEmpty();

        agent.with("TOCSIN_PLUGINS", "not-this");
        Call right =
                agent.tocsin("start", "--set", "plugins.features=tocsin-http", "--set", "engine.stopTimeout=never");
        assertThat(right.exit()).as("%s", right).isEqualTo(1);
        Call started = agent.tocsin("start", "--set", "plugins.features=tocsin-http");
        assertThat(started.exit()).as("%s", started).isZero();
        assertThat(agent.tocsin("status").out()).containsPattern("plugins +READY +tocsin-http");
    }

    @Test
    public void anAddressOrASecretFileThatIsChangedInTheFileIsThatOfTheAgentAndOfItsClientsAtOnce() throws IOException {
        Path etc = Files.createDirectories(agent.etc());
        Path file = etc.resolve("org.tocsin.http.cfg");
        Files.writeString(file, "address = 127.0.0.1:" + Agent.freePort() + "\n");
        agent.without("TOCSIN_ADDRESS").start();
        ok("trigger", "-k", KEY, "before");
        String changed = "127.0.0.1:" + Agent.freePort();

        Files.writeString(file, "address = " + changed + "\nsecretFile = another secret\n");

        // not by an event: that is dropped in the spool while nobody listens
        await("the new address")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(agent.tocsin("status").out()).contains("listens on http://" + changed));
        assertThat(agent.call(List.of(
                                agent.distribution().file("bin/tocsin").toString(), "trigger", "-k", KEY, "after"))
                        .err())
                .isEmpty();
        assertThat(agent.data().resolve("another secret")).isNotEmptyFile();
    }

    // ---- what is dropped

    private static String features(String name, String feature) {
        return "<features name='" + name + "' xmlns='http://karaf.apache.org/xmlns/features/v1.6.0'>" + feature
                + "</features>";
    }

    private void drop(String file, String text) throws IOException {
        Path draft = Files.writeString(agent.directory().resolve(file), text);
        Files.move(draft, deploy.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    /** A .kar with one feature that holds nothing but itself. */
    private void kar(String name) throws IOException {
        Path draft = agent.directory().resolve(name + ".kar");
        try (ZipOutputStream kar = new ZipOutputStream(Files.newOutputStream(draft))) {
            String path = "repository/org/example/" + name + "/1.0.0/" + name + "-1.0.0-features.xml";
            kar.putNextEntry(new ZipEntry(path));
            kar.write(features(name, "<feature name='" + name + "' version='1.0.0'/>")
                    .getBytes(UTF_8));
            kar.closeEntry();
        }
        Files.move(draft, deploy.resolve(name + ".kar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void replace(String file, String before, String after) throws IOException {
        Path path = agent.etc().resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(before);
        Files.writeString(path, text.replace(before, after));
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private String ok(String... words) {
        Call call = agent.tocsin(words);
        assertThat(call.exit()).as("%s: %s", List.of(words), call).isZero();
        return call.out();
    }
}
