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
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.sandbox.Failure;
import org.tocsin.sandbox.Plan;
import org.tocsin.sandbox.Sandbox;

/** What a person does with what is on the queue, by the words and by the paths, against a whole agent. */
public class EventWordsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ClassRule
    public static final Served SERVED = new Served();

    private static final Agent AGENT = SERVED.agent();

    @Rule
    public final TestRule each = SERVED.eachTest();

    private final Sandbox sandbox = SERVED.sandbox().get();
    private final Api api = new Api(AGENT);

    @Test
    public void aDeadLetterIsShownWithItsAnswerChangedAndSentAgain() throws IOException {
        String key = key("edit");
        sandbox.plan(Plan.next(1, new Failure.Status(400, null)).forKey(key));
        String event = send(key, "one");
        await("the dead letter")
                .atMost(PATIENCE)
                .until(() -> ok("event", "list").contains(event));

        String shown = ok("event", "show", event);
        assertThat(shown).contains("DEAD", "400", "\"summary\":\"one\"").doesNotContain(key);
        assertThat(ok("event", "show", "--with-key", event)).contains(key);
        Path body = Files.writeString(AGENT.directory().resolve("body.json"), v2(key, "two"));
        assertThat(ok("event", "edit", event, "--body", "body.json")).contains("is changed");
        assertThat(ok("event", "retry", event)).isEqualTo("1 event is sent again\n");

        assertThat(arrived(key, 1)).singleElement().asString().isEqualTo(Files.readString(body));
        assertThat(ok("event", "list")).doesNotContain(event);
    }

    @Test
    public void aLaneThatIsHeldSendsNothingUntilItIsReleasedAlsoAfterARestart() throws IOException {
        String key = key("hold");
        String zero = send(key, "zero");
        arrived(key, 1);
        String lane = laneOf(zero);
        ok("lane", "hold", lane);
        send(key, "one");
        send(key, "two");
        assertThat(AGENT.tocsin("stop").exit()).isZero();
        AGENT.start();

        assertThat(ok("lane", "show", lane)).contains("HELD").containsPattern("waiting +2");
        assertThat(accepted(key)).hasSize(1);
        ok("lane", "release", lane);

        assertThat(arrived(key, 3))
                .extracting(text -> text.replaceAll(".*\"summary\":\"(\\w+)\".*", "$1"))
                .containsExactly("zero", "one", "two");
    }

    @Test
    public void whatIsExportedAndDroppedComesBackOnceHoweverOftenItIsImported() throws IOException {
        String key = key("export");
        String zero = send(key, "zero");
        arrived(key, 1);
        String lane = laneOf(zero);
        ok("lane", "hold", lane);
        for (String summary : List.of("one", "two", "three")) {
            send(key, summary);
        }
        Path file = AGENT.directory().resolve("out.ndjson");

        assertThat(ok("event", "export", "--lane", lane, "--state", "waiting", "-o", file.toString()))
                .isEqualTo("3 events are in " + file + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(ok("event", "drop", "--lane", lane, "--state", "waiting")).isEqualTo("3 events are dropped\n");
        assertThat(ok("event", "list", "--lane", lane, "--state", "dropped").lines())
                .hasSize(4);
        for (int i = 0; i < 2; i++) {
            assertThat(ok("event", "import", file.toString())).isEqualTo("3 events are on the queue\n");
        }
        assertThat(ok("lane", "show", lane)).containsPattern("waiting +3");
        ok("lane", "release", lane);

        assertThat(arrived(key, 4))
                .extracting(text -> text.replaceAll(".*\"summary\":\"(\\w+)\".*", "$1"))
                .containsExactly("zero", "one", "two", "three");
    }

    @Test
    public void aSubmissionThatIsRepeatedIsKeptOnceAlsoAfterAKill() throws IOException {
        String key = key("repeat");
        String name = "Idempotency-Key: repeat-1";
        Http.Answer first = api.post("/send", v2(key, "one"), name);
        AGENT.kill();
        AGENT.start();
        Http.Answer repeat = api.post("/send", v2(key, "one"), name);
        String last = send(key, "last");

        assertThat(first.status()).isEqualTo(200);
        assertThat(repeat.body()).isEqualTo(first.body());
        await("the last").atMost(PATIENCE).until(() -> accepted(key).stream().anyMatch(text -> text.contains("last")));
        String lane = laneOf(last);
        await("the settlement of what has arrived, which comes after it")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ok("event", "list", "--state", "delivered", "--lane", lane)
                                .lines()
                                .skip(1))
                        .hasSize(2));
    }

    @Test
    public void aCheckFindsNothingWhetherTheAgentRunsOrNot() {
        assertThat(ok("doctor")).endsWith(": all is well\n");
        assertThat(AGENT.tocsin("doctor", "--repair").err()).contains("needs the agent stopped");
        assertThat(AGENT.tocsin("stop").exit()).isZero();

        Call stopped = AGENT.tocsin("doctor");

        AGENT.start();
        assertThat(stopped.err()).isEmpty();
        assertThat(stopped.exit()).as(stopped.out()).isZero();
    }

    private String send(String key, String summary) throws IOException {
        Http.Answer answer = api.post("/send", v2(key, summary));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body().replaceAll(".*\"key\":\"([0-9a-f]{32})\".*", "$1");
    }

    private static String ok(String... words) {
        Call call = AGENT.tocsin(words);
        assertThat(call.exit()).as(call.toString()).isZero();
        return call.out();
    }

    /** The lane in which this event is. */
    private static String laneOf(String event) {
        return ok("event", "show", event, "--json").replaceAll("(?s).*\"lane\":\"([^\"]+)\".*", "$1");
    }

    private List<String> arrived(String key, int count) {
        await("what was sent to " + key)
                .atMost(PATIENCE)
                .until(() -> accepted(key).size() >= count);
        return accepted(key);
    }

    private List<String> accepted(String key) {
        return sandbox.accepted().stream()
                .filter(request -> key.equals(request.key()))
                .map(request -> request.body().text())
                .toList();
    }

    private static String key(String name) {
        return (name + "x".repeat(32)).substring(0, 32);
    }

    private static String v2(String key, String summary) {
        return "{\"routing_key\":\"" + key + "\",\"event_action\":\"trigger\",\"dedup_key\":\"" + summary
                + "\",\"payload\":{\"summary\":\"" + summary + "\",\"source\":\"w\",\"severity\":\"info\"}}";
    }
}
