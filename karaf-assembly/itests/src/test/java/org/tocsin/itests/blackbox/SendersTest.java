// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestRule;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;
import org.tocsin.sandbox.Failure;
import org.tocsin.sandbox.Plan;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.Sandbox;

/** The programs that people send with: what they print, how they end, what arrives, and what they never tell. */
public class SendersTest {

    @ClassRule
    public static final Served SERVED = new Served();

    private static final Agent AGENT = SERVED.agent();

    /** An agent that never runs, with the secret of another one. */
    @Rule
    public final Agent absent = new Agent();

    @Rule
    public final TestRule each = SERVED.eachTest();

    private final Sandbox sandbox = SERVED.sandbox().get();

    @Test
    public void pdSend() {
        String key = DoorsTest.key("pdsend");

        Call call =
                run(AGENT, "pd-send", "-k", key, "-t", "trigger", "-d", "disk full", "-i", "disk/web1", "-f", "a=b=c");

        assertThat(call)
                .returns(0, Call::exit)
                .returns("Event processed. Incident Key: disk/web1\n", Call::out)
                .returns("", Call::err);
        Received received = arrived(key);
        assertThat(received.format()).isEqualTo("v1");
        assertThat(received.dedupKey()).isEqualTo("disk/web1");
        assertThat(received.body().text()).contains("\"description\":\"disk full\"", "\"a\":\"b=c\"");
    }

    @Test
    public void pdagentEnqueue() {
        String key = DoorsTest.key("enqueue");

        Call call = run(
                AGENT,
                "pdagent",
                "enqueue",
                "-k",
                key,
                "-t",
                "trigger",
                "-d",
                "two words",
                "-u",
                "web1",
                "-y",
                "k",
                "-f",
                "x=a=1, b");

        assertThat(call.exit()).as("%s", call).isZero();
        assertThat(call.out()).matches("\\{\"key\":\"[0-9a-f]{32}\"\\}\n");
        assertThat(call.err()).isEmpty();
        Received received = arrived(key);
        assertThat(received.format()).isEqualTo("v2");
        assertThat(received.body().text()).contains("\"summary\":\"two words\"", "\"x\":\"a=1, b\"");
    }

    @Test
    public void pdagentSend() {
        String key = DoorsTest.key("send");

        Call call = run(AGENT, "pdagent", "send", "-k", key, "-t", "resolve", "-i", "disk");

        assertThat(call.exit()).as("%s", call).isZero();
        assertThat(call.out()).matches("\\{\"key\":\"[0-9a-f]{32}\"\\}\n");
        assertThat(arrived(key)).returns("v1", Received::format).returns("resolve", Received::action);
    }

    @Test
    public void whoWaitsLearnsWhatPagerDutyMadeOfTheEvent() {
        String key = DoorsTest.key("wait");

        Call delivered =
                run(AGENT, "tocsin", "trigger", "-k", key, "-u", "web1", "disk full", "--wait", "30", "--json");

        assertThat(delivered.exit()).as("%s", delivered).isZero();
        Received received = accepted(key).get(0);
        assertThat(delivered.out()).contains("\"dedupKey\":\"" + received.dedupKey() + "\",\"state\":\"DELIVERED\"");

        sandbox.plan(Plan.next(1, new Failure.Status(400, null)).forKey(key));
        Call dead = run(AGENT, "pdagent", "send", "-k", key, "-t", "trigger", "-d", "x", "-i", "d", "--wait", "30");

        assertThat(dead.exit()).as("%s", dead).isEqualTo(4);
        assertThat(dead.out()).contains("\"dedupKey\":\"d\",\"state\":\"DEAD\"");
        assertThat(dead.err()).contains("was refused and is a dead letter: ").doesNotContain(key);
        assertThat(run(AGENT, "pdagent", "queue", "list", "-k", key, "--json").out())
                .contains("\"state\":\"DEAD\"");
        assertThat(run(AGENT, "pdagent", "queue", "purge", "-k", key, "--dry-run")
                        .out())
                .isEqualTo("1 event would be dropped\n");
        assertThat(run(AGENT, "tocsin", "queue", "purge", "-k", key, "--older-than", "1h")
                        .out())
                .isEqualTo("0 events are dropped\n");
        assertThat(run(AGENT, "tocsin", "queue", "purge", "-k", key).out()).isEqualTo("1 event is dropped\n");

        sandbox.plan(Plan.next(1_000, new Failure.Status(503, null)).forKey(key));
        Call waiting = run(AGENT, "tocsin", "resolve", "-k", key, "-y", "d", "--wait", "1");

        assertThat(waiting)
                .returns(5, Call::exit)
                .returns("d\n", Call::out)
                .returns("tocsin: the event is not known to be delivered: it waits and will be sent\n", Call::err);
        assertThat(run(AGENT, "tocsin", "queue", "drop", "-k", key, "--state", "waiting")
                        .exit())
                .isBetween(0, 1);
    }

    @Test
    public void eventsALineAreAnsweredALine() throws IOException {
        String key = DoorsTest.key("lines");
        Path lines = Files.writeString(absent.directory().resolve("lines"), """
                {"routing_key":"KEY","event_action":"trigger","payload":{"summary":"1","source":"s","severity":"info"}}
                {"routing_key":"KEY","event_action":"boil","payload":{"summary":"2","source":"s","severity":"info"}}
                {"service_key":"KEY","event_type":"trigger","description":"3"}
                {"routing_key":"KEY","event_action":"resolve","dedup_key":"4"}
                no JSON
                """.replace("KEY", key));

        Call call = AGENT.call(List.of(
                "sh", "-c", "'" + AGENT.distribution().file("bin/pdagent") + "' enqueue --stdin <'" + lines + "'"));

        assertThat(call.exit()).as("%s", call).isEqualTo(1);
        assertThat(call.out().lines().map(line -> line.replaceAll(",\"(key|errors)\".*", "")))
                .containsExactly(
                        "{\"line\":1,\"status\":200",
                        "{\"line\":2,\"status\":400",
                        "{\"line\":3,\"status\":200",
                        "{\"line\":4,\"status\":200",
                        "{\"line\":5,\"status\":400");
        assertThat(call.err()).isEqualTo("pdagent enqueue: 2 of 5 lines refused\n");
        await("what was accepted")
                .atMost(Duration.ofSeconds(10))
                .until(() -> accepted(key).size() == 3);
        assertThat(accepted(key)).extracting(Received::format).containsExactly("v2", "v1", "v2");
    }

    @Test
    public void whatIsWrongWithAnEventIsSaidOnceAndNothingIsKept() {
        String key = DoorsTest.key("wrong");
        String large = "x".repeat(100_000);
        for (String[] command : new String[][] {
            {"pd-send", "-k", "short", "-t", "trigger", "-d", "x"},
            {"pdagent", "enqueue", "-k", key, "-t", "boil", "-d", "x", "-u", "y"},
            {"pdagent", "enqueue", "-k", key, "-t", "trigger", "-d", "x", "-u", "y", "-e", "urgent"},
            {"pdagent", "enqueue", "-k", key, "-t", "trigger", "-d", "x"},
            {"pdagent", "enqueue", "-k", key, "-t", "resolve"},
            {"pdagent", "change", "-k", key},
            {"pdagent", "send", "-k", key + "0", "-t", "trigger", "-d", "x"},
            {"pd-send", "-k", key, "-t", "resolve", "-i", "x".repeat(256)},
            {"tocsin", "trigger", "-k", "with a blank in the middle of it", "x"},
            {
                "pd-send",
                "-k",
                key,
                "-t",
                "trigger",
                "-d",
                "x",
                "-f",
                "a=" + large,
                "-f",
                "b=" + large,
                "-f",
                "c=" + large,
                "-f",
                "d=" + large,
                "-f",
                "e=" + large,
                "-f",
                "f=" + large
            }
        }) {
            Call call = run(AGENT, command[0], Stream.of(command).skip(1).toArray(String[]::new));
            assertThat(call.exit())
                    .as("%s %s: %s", command[0], command[1], call)
                    .isEqualTo(1);
            assertThat((call.out() + call.err()).lines())
                    .as("%s: %s", command[0], call)
                    .hasSize(1);
        }
        assertThat(run(AGENT, "tocsin", "queue", "list", "-k", key, "--state", "waiting")
                        .err())
                .contains("nothing was ever queued for this key");
    }

    @Test
    public void tocsinTriggerAckResolveAndChange() throws IOException {
        String key = DoorsTest.key("tocsin");
        Path file = Files.writeString(absent.directory().resolve("key"), key + "\n");

        Call trigger = run(AGENT, "tocsin", "trigger", "-k", "@" + file, "-u", "web1", "disk full");

        assertThat(trigger.exit()).as("%s", trigger).isZero();
        String dedupKey = trigger.out().strip();
        assertThat(dedupKey).matches("[0-9a-f]{32}");
        assertThat(run(AGENT, "tocsin", "ack", "-k", key, "-y", dedupKey).exit())
                .isZero();
        assertThat(run(AGENT, "tocsin", "resolve", "-k", key, "-y", dedupKey).exit())
                .isZero();
        assertThat(run(AGENT, "tocsin", "change", "-k", key, "deployed 7").exit())
                .isZero();
        await("all four")
                .atMost(Duration.ofSeconds(10))
                .until(() -> accepted(key).size() == 4);
        assertThat(accepted(key)).extracting(Received::format).containsExactly("v2", "v2", "v2", "change");
        assertThat(accepted(key).subList(0, 3)).extracting(Received::dedupKey).containsOnly(dedupKey);
    }

    @Test
    public void curl() throws IOException {
        String key = DoorsTest.key("curl");
        Path header =
                Files.writeString(absent.directory().resolve("header"), "Authorization: token " + AGENT.token() + "\n");
        Path event = Files.writeString(absent.directory().resolve("event"), DoorsTest.v2(key, "resolve"));

        Call call = AGENT.call(List.of(
                "curl", "-q", "-sS", "--noproxy", "*", "-H", "@" + header, "-d", "@" + event, AGENT.url() + "/send"));

        assertThat(call.exit()).as("%s", call).isZero();
        assertThat(call.out()).matches("\\{\"key\":\"[0-9a-f]{32}\"\\}");
        assertThat(arrived(key).body().text()).isEqualTo(DoorsTest.v2(key, "resolve"));
    }

    @Test
    public void whenTheAgentIsNotThereEachOfThemSaysSoInOneLine() throws IOException {
        assertNothingKept(absent, "the agent does not answer");
        assertThat(run(absent, "tocsin", "status").exit()).isEqualTo(3);
        assertThat(run(absent, "tocsin", "health").exit()).isEqualTo(1);
        Path wrong =
                Files.writeString(absent.directory().resolve("wrong"), "0123456789012345678901234567890123456789012\n");
        absent.with("TOCSIN_ADDRESS", "127.0.0.1:" + AGENT.port()).with("TOCSIN_SECRET_FILE", wrong.toString());
        assertNothingKept(absent, "TOCSIN_SECRET_FILE");
        assertThat(accepted(DoorsTest.key("nobody"))).isEmpty();
    }

    @Test
    public void theSecretIsForItsOwnerAlone() throws IOException {
        Path secret = AGENT.data().resolve("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        assertThat(AGENT.token()).matches("[A-Za-z0-9_-]{43,}");
    }

    @Test
    public void tokenAndKeysAreInNoLogNoProcessListAndNoTable() throws IOException {
        String key = DoorsTest.key("canaryOfALane");
        sandbox.plan(Plan.next(2, new Failure.Status(500, null)).forKey(key));
        sandbox.plan(Plan.next(1, new Failure.Status(400, null)).forKey(key));
        sandbox.plan(Plan.next(1, new Failure.Redirect(302, "http://127.0.0.1:9/" + key))
                .forKey(key));
        run(AGENT, "pd-send", "-k", key, "-t", "trigger", "-d", "a", "-i", "b");
        run(AGENT, "pd-send", "-k", key, "-t", "resolve", "-i", "b");
        Api api = new Api(AGENT);
        api.post("/send", "{\"routing_key\":\"" + key + "\",\"event_action\":\"" + key + "\"}");
        api.call("GET", "/" + key, "");
        api.strange("GET", "/lanes", "", "Authorization: token " + AGENT.token() + "x");
        await("the second event")
                .atMost(Duration.ofSeconds(30))
                .until(() -> accepted(key).size() == 1);

        List<String> told = new ArrayList<>();
        for (String words : List.of(
                "queue status",
                "queue status --json",
                "lane list",
                "lane list --json",
                "status",
                "status --json",
                "health")) {
            Call call = run(AGENT, "tocsin", words.split(" ", -1));
            boolean aboutHealth = words.startsWith("status") || words.equals("health");
            assertThat(call.exit()).as("%s %s", words, call).isBetween(0, aboutHealth ? 1 : 0);
            told.add(call.out() + call.err());
        }
        for (String command : List.of("tocsin:queue-status", "tocsin:route-list", "bundle:list", "log:display")) {
            Call call = run(AGENT, "tocsin", "shell", command);
            told.add(call.out() + call.err());
        }
        told.add(Files.readString(Path.of("/proc/" + AGENT.pid() + "/cmdline")));
        told.add(Files.readString(Path.of("/proc/" + AGENT.pid() + "/environ")));
        try (Stream<Path> logs = Files.walk(AGENT.data().resolve("log"))) {
            for (Path file : logs.filter(Files::isRegularFile).toList()) {
                told.add(Files.readString(file, ISO_8859_1));
            }
        }
        String all = String.join("\n", told);
        assertThat(all).contains("pd-");
        assertThat(all.contains(key))
                .as("the key is told: %s", around(all, key))
                .isFalse();
        assertThat(all.contains(AGENT.token()))
                .as("the token is told: %s", around(all, AGENT.token()))
                .isFalse();
    }

    @Test
    public void theShellAnswersAndFailsWithTheRightCode() {
        Call status = run(AGENT, "tocsin", "shell", "tocsin:queue-status");
        assertThat(status.exit()).as("%s", status).isZero();
        Call routes = run(AGENT, "tocsin", "shell", "tocsin:route-list");
        assertThat(routes.out()).contains("http.send", "pagerduty.deliver", "org.tocsin.pagerduty/");
        assertThat(run(AGENT, "tocsin", "shell", "tocsin:route-list", "--json").out())
                .as("the shell and the command line are one implementation")
                .isEqualTo(run(AGENT, "tocsin", "route", "list", "--json").out())
                .startsWith("{\"routes\":[");
        Call failing = run(AGENT, "tocsin", "shell", "tocsin:lane-show pd-000000000000");
        assertThat(failing)
                .returns(1, Call::exit)
                .returns("", Call::out)
                .returns("tocsin: lane: there is no pd-000000000000, see 'tocsin lane list'\n", Call::err);
    }

    /** Each program, in an environment where no agent takes the event: exit 1, and one line with this in it. */
    private static void assertNothingKept(Agent agent, String reason) {
        String key = DoorsTest.key("nobody");
        for (String[] command : new String[][] {
            {"pd-send", "-k", key, "-t", "trigger", "-d", "x"},
            {"pdagent", "enqueue", "-k", key, "-t", "trigger", "-d", "x", "-u", "y"},
            {"pdagent", "send", "-k", key, "-t", "trigger", "-d", "x"},
            {"tocsin", "trigger", "-k", key, "x"}
        }) {
            Call call = run(agent, command[0], Stream.of(command).skip(1).toArray(String[]::new));
            assertThat(call.exit()).as("%s: %s", command[0], call).isEqualTo(1);
            assertThat((call.out() + call.err()).lines())
                    .as("%s: %s", command[0], call)
                    .hasSize(1);
            assertThat(call.out() + call.err()).contains(reason).doesNotContain(key);
        }
    }

    private static String around(String text, String secret) {
        int at = text.indexOf(secret);
        return at < 0 ? "no" : text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 20));
    }

    private static Call run(Agent agent, String program, String... words) {
        List<String> command = new ArrayList<>(
                List.of(agent.distribution().file("bin/" + program).toString()));
        command.addAll(List.of(words));
        return agent.call(command);
    }

    private Received arrived(String key) {
        return await("an event of " + key)
                .atMost(Duration.ofSeconds(10))
                .until(() -> accepted(key).stream().findFirst().orElse(null), Objects::nonNull);
    }

    private List<Received> accepted(String key) {
        return sandbox.accepted().stream()
                .filter(request -> key.equals(request.key()))
                .toList();
    }
}
