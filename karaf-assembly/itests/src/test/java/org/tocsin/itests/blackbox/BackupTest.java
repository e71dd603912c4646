// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.sandbox.SandboxRule;

/** A backup of a working agent, and how it takes the queue's place. */
public class BackupTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @Rule
    public final SandboxRule sandbox = new SandboxRule();

    @Rule
    public final Agent agent = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(agent);

    private final Api api = new Api(agent);

    @Test
    public void whatWaitedAtTheBackupWaitsAgainAfterTheRestore() throws IOException {
        // nothing listens there: events wait
        agent.start();
        String first = send("first");
        send("second");
        Path backup = agent.directory().resolve("backup");

        assertThat(ok("backup", "backup")).startsWith("the queue is copied to " + backup + " (");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rwx------");
        assertThat(agent.tocsin("backup", "backup").err()).contains("is there already");
        send("third");

        assertThat(ok("restore", "backup")).contains("lost:", "repeated:", "stop and start the agent to use it");
        ok("stop");
        assertThat(ok("restore", backup.toString())).contains("it takes effect at the next start");
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString()).start();

        await("what waited")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(summaries()).containsExactly("first", "second"));
        try (Stream<Path> databases = Files.list(agent.data().resolve("db"))) {
            assertThat(databases.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("queue.before-restore-"))
                    .doesNotContain("queue.restore");
        }
        assertThat(send("fourth"))
                .as("a key of a store with a new name")
                .isNotEqualTo(first)
                .doesNotStartWith(first.substring(0, 16));
        await("the fourth").atMost(PATIENCE).until(() -> summaries().size() == 3);
        assertThat(ok("doctor")).endsWith(": all is well\n");
    }

    @Test
    public void whatIsNoWholeBackupIsRefusedAndChangesNothing() throws IOException {
        agent.start();
        send("first");
        ok("backup", "backup");
        Path damaged = agent.directory().resolve("backup/service.properties");
        Files.writeString(damaged, Files.readString(damaged) + "#");

        Call refused = agent.tocsin("restore", "backup");

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("is no whole backup, service.properties is not as it was");
        assertThat(agent.data().resolve("db/queue.restore")).doesNotExist();
        assertThat(agent.tocsin("restore").exit()).isEqualTo(2);
    }

    private String send(String summary) throws IOException {
        Http.Answer answer = api.post(
                "/send",
                "{\"routing_key\":\"" + KEY + "\",\"event_action\":\"trigger\",\"dedup_key\":\"" + summary
                        + "\",\"payload\":{\"summary\":\"" + summary + "\",\"source\":\"w\",\"severity\":\"info\"}}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body().replaceAll(".*\"key\":\"([0-9a-f]{32})\".*", "$1");
    }

    private List<String> summaries() {
        return sandbox.get().accepted().stream()
                .map(request -> request.body().text().replaceAll(".*\"summary\":\"(\\w+)\".*", "$1"))
                .toList();
    }

    private String ok(String... words) {
        Call call = agent.tocsin(words);
        assertThat(call.exit()).as(call.toString()).isZero();
        return call.out();
    }
}
