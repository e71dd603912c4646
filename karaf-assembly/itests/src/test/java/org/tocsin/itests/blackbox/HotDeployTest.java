// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.SandboxRule;

/** {@code deploy/}: the example's jar comes, is replaced and goes under load, and nobody else notices. */
public class HotDeployTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String KEY = DoorsTest.key("example");
    private static final String ROUTE = "org.example.disk.check";

    @Rule
    public final SandboxRule sandbox = new SandboxRule();

    @Rule
    public final Agent agent = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(agent);

    @Test
    public void aBundleIsAddedUpgradedAndRemovedUnderLoad() throws IOException {
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString()).start();
        Files.writeString(agent.etc().resolve("org.example.disk.key"), KEY + "\n");
        Files.writeString(agent.etc().resolve("org.example.disk.cfg"), "path = /\nlimit = 0\nperiod = PT0.2S\n");
        String bundles = bundles();
        Set<String> components = Components.of(agent, "org.tocsin.");
        assertThat(components).hasSizeGreaterThan(8);
        Oracle oracle = new Oracle(agent, sandbox.get());
        Traffic traffic = new Traffic(agent, "deploy", 1);
        try (traffic) {
            traffic.posting(3, Duration.ofMillis(5)).awaitAccepted(50);

            deploy("1.0.0");
            await("the example's event").atMost(PATIENCE).until(() -> events().size() == 1);
            awaitRoute("org.example.disk/1.0.0");

            deploy("1.0.1");
            await("the event of its next version").atMost(PATIENCE).until(() -> events().size() == 2);
            awaitRoute("org.example.disk/1.0.1");

            Files.delete(jar());
            await("the example to be gone").atMost(PATIENCE).until(() -> !routes().contains(ROUTE));
            traffic.awaitAccepted(50);
        }
        oracle.drained(Duration.ofSeconds(60));

        oracle.judge(traffic, 0, 0);
        assertThat(events()).extracting(Received::action).containsExactly("resolve", "resolve");
        assertThat(bundles()).isEqualTo(bundles).doesNotContain("org.example.disk");
        assertThat(Components.of(agent, "org.tocsin.")).isEqualTo(components);
        assertThat(agent.log()).doesNotContain(KEY);
    }

    /** Puts the example's jar there as of this version, in one move, as an installer does. */
    private void deploy(String version) throws IOException {
        Path draft = agent.directory().resolve("draft.jar");
        OtherVersion.of(Path.of(System.getProperty("tocsin.example")), version, draft);
        Files.move(draft, jar(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path jar() {
        return agent.data().resolve("deploy/disk.jar");
    }

    private void awaitRoute(String owner) {
        await("the route of " + owner)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(routes().lines().filter(line -> line.contains(ROUTE)))
                        .hasSize(1)
                        .allMatch(line -> line.contains(owner) && line.contains("Started")));
    }

    private String routes() {
        return shell("tocsin:route-list");
    }

    private String bundles() {
        return shell("bundle:list -s -t 0");
    }

    private String shell(String command) {
        Call call = agent.tocsin("shell", command);
        assertThat(call.exit()).as("%s", call).isZero();
        return call.out();
    }

    private List<Received> events() {
        return sandbox.get().accepted().stream()
                .filter(request -> KEY.equals(request.key()))
                .toList();
    }
}
