// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.itests.blackbox.ToolTraffic.Tool;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.SandboxRule;

/** The adapters come, are upgraded and go while their tools speak, and nobody else notices. */
public class AdaptersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SENSU =
            "{\"action\":\"create\",\"client\":{\"name\":\"c\"},\"check\":{\"name\":\"long\",\"output\":\"%s\"}}";
    private static final Pattern NUMBER = Pattern.compile("q\\d{5}q");

    /** Without a blank in its path, as there is none in those that are linked. */
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final SandboxRule sandbox = new SandboxRule();

    @Rule
    public final Agent agent = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(agent);

    private final List<ToolTraffic> traffic = new ArrayList<>();

    @Test
    public void whateverTheToolsSayArrivesOnceAndInOrderThroughInstallationUpgradeFaultAndRemoval() throws IOException {
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString()).start();
        Set<String> components = Components.of(agent, "org.tocsin.");
        try {
            Tool.ALL.forEach(tool -> traffic.add(new ToolTraffic(agent, tool).begun()));

            // nobody is there to translate: all is kept
            more(20);
            assertThat(agent.tocsin("status").out())
                    .containsPattern(
                            "adapter +DEGRADED +inputs wait for the adapter alertmanager: add tocsin-alertmanager");
            assertThat(sandbox.get().accepted()).isEmpty();

            install();
            more(20);

            // a newer version takes each name over, and hands it back
            for (Tool tool : Tool.ALL) {
                deploy(tool, "0.1.1");
            }
            owners("0.1.1");
            more(20);
            for (Tool tool : Tool.ALL) {
                Files.delete(deployed(tool));
            }
            owners("0.1.0");
            more(20);

            // a broken one is set aside, with its name
            Tool nagios = Tool.ALL.get(0);
            Path draft = agent.directory().resolve("draft.jar");
            OtherVersion.broken(bundle(nagios), "0.2.0", draft);
            Files.move(draft, deployed(nagios), StandardCopyOption.ATOMIC_MOVE);
            await("the broken one to be told")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(agent.tocsin("status").out())
                            .containsPattern("plugins +DEGRADED .*nagios.*no\\.such\\.thing"));
            more(20);
            owners("0.1.0");
            Files.delete(deployed(nagios));

            shell("feature:uninstall " + features(" "));
            more(20);
            install();
            more(20);
        } finally {
            traffic.forEach(ToolTraffic::close);
        }
        await("all of it")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                agent.tocsin("queue", "status", "--json").out())
                        .doesNotContainPattern("\"waiting\":[1-9]"));

        for (int i = 0; i < Tool.ALL.size(); i++) {
            assertThat(arrived(Tool.ALL.get(i)))
                    .as("events of %s", Tool.ALL.get(i).name())
                    .isEqualTo(IntStream.range(0, traffic.get(i).accepted())
                            .mapToObj(Tool::number)
                            .toList());
        }
        assertThat(Components.of(agent, "org.tocsin.").stream()
                        .filter(component -> Tool.ALL.stream().noneMatch(tool -> component.contains(tool.name() + '.')))
                        .collect(Collectors.toSet()))
                .as("nobody else was restarted")
                .isEqualTo(components);
        Tool.ALL.forEach(tool -> assertThat(agent.log()).doesNotContain(tool.key()));
    }

    @Test
    public void theToolsCommandsAreKeptWithoutAgentAndAdapterAndComeOutInTheirOrder() throws IOException {
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString());
        agent.start();
        assertThat(agent.stop().exit()).isZero();
        nagios("PROBLEM", "spooled");
        beRefusedAsByTheAgent();
        Path longOne =
                Files.writeString(agent.directory().resolve("long.json"), SENSU.formatted("\\\"".repeat(600_000)));
        assertThat(sensu(longOne)).returns(0, Call::exit).returns("", Call::out);
        agent.start();
        beRefusedAsByTheAgent();
        nagios("PROBLEM", "kept");
        assertThat(zabbix("name:n\nid:q00001q\nstatus:PROBLEM\nhostname:h").err())
                .contains("pd-zabbix: the adapter zabbix is not there: it is kept, and goes out when the plugin"
                        + " tocsin-zabbix is; add that to TOCSIN_PLUGINS or etc/org.tocsin.plugins.cfg");
        Call wrong = zabbix("name:n");
        assertThat(wrong.exit()).as("%s", wrong).isEqualTo(1);
        assertThat(wrong.err()).startsWith("pd-zabbix: could not build dedupKey");

        install();
        await("what was kept")
                .atMost(PATIENCE)
                .until(() -> sandbox.get().accepted().size() == 4);
        assertThat(agent.log()).doesNotContain("TOCSIN-SPOOL-004");
        Call direct = nagios("RECOVERY", "at once");
        assertThat(direct.out())
                .isEqualTo("Event processed. Incident Key: event_source=service;host_name=h;service_desc=at once\n");
        assertThat(direct.err()).isEmpty();

        await("all of it").atMost(PATIENCE).until(() -> sandbox.get().accepted().size() == 5);
        assertThat(sandbox.get().accepted()).anyMatch(event -> "c/long".equals(event.dedupKey()));
        assertThat(sandbox.get().accepted().stream()
                        .filter(event -> DoorsTest.key("nagios").equals(event.key()))
                        .map(Received::dedupKey))
                .containsExactly(
                        "event_source=service;host_name=h;service_desc=spooled",
                        "event_source=service;host_name=h;service_desc=kept",
                        "event_source=service;host_name=h;service_desc=at once");
        assertThat(zabbix("name:n\nid:1\nstatus:PROBLEM\nhostname:h").out()).isEmpty();

        Path programs = linked().resolve("usr/share/pdagent-integrations/bin");
        byItsLink(programs.resolve("pd-nagios"), "linked", List.of());
        if (System.getProperty("user.name").equals("root")) {
            // a user who may not read the agent's token, as Nagios' own is
            byItsLink(
                    programs.resolve("pd-nagios"),
                    "of another",
                    List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
    }

    /** What the README says for who calls by absolute paths, below a directory of ours. */
    private Path linked() throws IOException {
        Path root = folder.getRoot().toPath();
        Files.createDirectories(root.resolve("usr/bin"));
        Files.createDirectories(root.resolve("usr/local/bin"));
        Files.createDirectory(root.resolve("opt"));
        Files.createSymbolicLink(
                root.resolve("opt/tocsin"), agent.distribution().home());
        for (Path open : List.of(root, agent.directory())) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwx--x--x"));
        }
        List<String> commands =
                Files.readAllLines(Path.of(System.getProperty("tocsin.house"), "karaf-assembly/README.md")).stream()
                        .filter(line -> line.startsWith("# ") && line.contains("ln -sf /opt/tocsin/bin/pd"))
                        .map(line -> line.substring(2).replaceAll("(?<= )/(?=opt/|usr/)", root + "/"))
                        .toList();
        assertThat(commands).hasSize(2);
        for (String command : commands) {
            Call link = agent.call(List.of("sh", "-c", command));
            assertThat(link.exit()).as("%s", link).isZero();
        }
        for (String name : List.of("bin/pd-send", "bin/pd-queue", "local/bin/pdagent")) {
            Call help = agent.call(List.of(root.resolve("usr").resolve(name).toString(), "--help"));
            assertThat(help.exit()).as("%s", help).isZero();
        }
        return root;
    }

    private void byItsLink(Path program, String service, List<String> as) {
        List<String> command = new ArrayList<>(List.of("env", "-C", "/"));
        command.addAll(as);
        command.addAll(List.of(program.toString(), "-n", "service", "-k", DoorsTest.key("nagios"), "-t", "PROBLEM"));
        for (String macro : List.of("SERVICEDESC=" + service, "SERVICESTATE=CRITICAL", "HOSTNAME=h")) {
            command.addAll(List.of("-f", macro));
        }
        Call call = agent.call(command);
        assertThat(call.exit()).as("%s", call).isZero();
        // of what goes by the spool only the adapter knows the key
        assertThat(call.out()).startsWith("Event processed.");
        await(service)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sandbox.get().accepted())
                        .extracting(Received::dedupKey)
                        .contains("event_source=service;host_name=h;service_desc=" + service));
    }

    private Call nagios(String type, String service) {
        Call call = program(
                "pd-nagios",
                "-n",
                "service",
                "-k",
                DoorsTest.key("nagios"),
                "-t",
                type,
                "-f",
                "SERVICEDESC=" + service,
                "-f",
                "SERVICESTATE=CRITICAL",
                "-f",
                "HOSTNAME=h");
        assertThat(call.exit()).as("%s", call).isZero();
        return call;
    }

    /** The same words with the agent and without it, and nothing is kept. */
    private void beRefusedAsByTheAgent() throws IOException {
        String problem = "service_key: must be 32 letters and digits, has 5 characters; copy the integration key again";
        String message = "name:n\nid:1\nstatus:PROBLEM\nhostname:h";
        Path event = Files.writeString(agent.directory().resolve("event.json"), SENSU.formatted("o"));
        List<String> host =
                List.of("-k", "short", "-t", "PROBLEM", "-n", "host", "-f", "HOSTNAME=h", "-f", "HOSTSTATE=DOWN");

        assertThat(program("pd-nagios", host.toArray(String[]::new)))
                .returns(1, Call::exit)
                .returns("pd-nagios: " + problem + '\n', Call::err);
        assertThat(program(
                        "pdagent",
                        Stream.concat(Stream.of("nagios", "enqueue"), host.stream())
                                .toArray(String[]::new)))
                .returns(1, Call::exit)
                .returns("{\"errors\":[\"" + problem + "\"]}\n", Call::out);
        assertThat(program("pd-zabbix", "short", "trigger", message))
                .returns(1, Call::exit)
                .returns("pd-zabbix: " + problem + '\n', Call::err);
        assertThat(sensu(event, "short")).returns(1, Call::exit).returns("pd-sensu: " + problem + '\n', Call::err);
        assertThat(program("pd-zabbix", DoorsTest.key("zabbix"), "bogus", message.replace("PROBLEM", "s"))
                        .exit())
                .isEqualTo(1);
    }

    private Call sensu(Path event) {
        return sensu(event, DoorsTest.key("sensu"));
    }

    private Call sensu(Path event, String key) {
        return agent.call(List.of(
                "sh",
                "-c",
                "exec \"$0\" -k \"$1\" <\"$2\"",
                agent.distribution().file("bin/pd-sensu").toString(),
                key,
                event.toString()));
    }

    private Call zabbix(String message) {
        return program("pd-zabbix", DoorsTest.key("zabbix"), "trigger", message);
    }

    private Call program(String name, String... arguments) {
        return agent.call(
                Stream.concat(Stream.of(agent.distribution().file("bin/" + name).toString()), Stream.of(arguments))
                        .toList());
    }

    private void more(int events) {
        traffic.forEach(tool -> tool.awaitMore(events));
    }

    private void install() {
        shell("feature:install " + features(" "));
        await("the adapters")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(agent.tocsin("adapter", "list").out())
                        .contains(Tool.ALL.stream()
                                .map(tool -> tool.name() + ".adapt")
                                .toArray(String[]::new)));
    }

    private static String features(String between) {
        return Tool.ALL.stream().map(tool -> "tocsin-" + tool.name()).collect(Collectors.joining(between));
    }

    private void owners(String version) {
        await("the adapters of version " + version)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(agent.tocsin("adapter", "list")
                                .out()
                                .lines()
                                .skip(1)
                                .toList())
                        .hasSize(Tool.ALL.size())
                        .allMatch(line -> line.endsWith('/' + version)));
    }

    private void deploy(Tool tool, String version) throws IOException {
        Path draft = agent.directory().resolve("draft.jar");
        OtherVersion.of(bundle(tool), version, draft);
        Files.move(draft, deployed(tool), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path bundle(Tool tool) {
        String name = "tocsin-" + tool.name();
        return agent.distribution().file("karaf/system/org/tocsin/" + name + "/0.1.0/" + name + "-0.1.0.jar");
    }

    private Path deployed(Tool tool) {
        return agent.data().resolve("deploy/" + tool.name() + ".jar");
    }

    private List<String> arrived(Tool tool) {
        return sandbox.get().accepted().stream()
                .filter(event -> tool.key().equals(event.key()))
                .map(event -> {
                    Matcher number = NUMBER.matcher(String.valueOf(event.dedupKey()));
                    return number.find() ? number.group() : String.valueOf(event.dedupKey());
                })
                .toList();
    }

    private void shell(String command) {
        Call call = agent.tocsin("shell", command);
        assertThat(call.exit()).as("%s", call).isZero();
    }
}
