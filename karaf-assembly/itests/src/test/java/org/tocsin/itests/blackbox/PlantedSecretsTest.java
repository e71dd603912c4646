// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;

/**
 * Keys, tokens, addresses and passwords, planted wherever an agent is given one: the other sides quote all of them in their
 * answers, deliveries are accepted, refused, rejected, throttled and die, and then everything that can be printed is.
 */
public class PlantedSecretsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What has a key in it because its purpose or compatibility demands it, or because somebody asked for just that. */
    private static final Set<String> DEMANDED = Set.of(
            "pd-queue status",
            "pdagent queue status",
            "GET /queue/status",
            "tocsin event export",
            "GET /events/export",
            "tocsin event show --with-key",
            "tocsin adapter translate --with-key");

    /** Below TOCSIN_DATA: the store, the token's file, and the configuration (a file in deploy/, the copies of Karaf). */
    private static final List<String> KEPT =
            List.of("db(/.*)?", "secret", "deploy/.*", "karaf/cache/bundle\\d+/data/config/.*");

    private static final Pattern KEY_OF_EVENT = Pattern.compile("\"key\":\"([0-9a-f]{32})\"");

    @Rule
    public final Agent agent = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(agent);

    private final Api api = new Api(agent);
    private final Canaries canaries = new Canaries();
    private final String accepted = canaries.plant("Accepted");
    private final String rejected = canaries.plant("Rejected");
    private final String throttled = canaries.plant("Throttled");
    private final String waiting = canaries.plant("Waiting");
    private final String typed = canaries.plant("Typed");
    private final String password = canaries.plant("Password");
    private final AtomicInteger logins = new AtomicInteger();
    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private QuotingServer server;
    private SMTPServer smtp;

    @Before
    public void open() throws IOException {
        server = new QuotingServer(this::status);
        smtp = SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, given, context) -> {
                    if (logins.incrementAndGet() == 1) {
                        throw new LoginFailedException("not with " + given);
                    }
                }))
                .requireAuth()
                .messageHandlerFactory(context -> new Letters())
                .build();
        smtp.start();
        Files.createDirectories(agent.data().resolve("deploy"));
        Files.setPosixFilePermissions(agent.data(), PosixFilePermissions.fromString("rwx------"));
        closed(agent.data().resolve("secret"), canaries.plant("Token"));
        Files.createDirectories(agent.etc());
        String logging = "org.ops4j.pax.logging.cfg";
        Files.writeString(
                agent.etc().resolve(logging),
                Files.readString(agent.distribution().file("etc/" + logging))
                        .replace("log4j2.logger.trace.level = INFO", "log4j2.logger.trace.level = DEBUG"));
        closed(agent.etc().resolve("lines.key"), canaries.plant("KeyFile"));
        Files.writeString(agent.data().resolve("deploy/lines.camel.yaml"), """
                - route:
                    id: lines.adapt
                    from:
                      uri: tocsin:adapter
                      parameters:
                        name: lines
                        format: v2
                        keyFile: "{{sys:tocsin.etc}}/lines.key"
                      steps:
                        - setBody:
                            constant: '{"event_action":"resolve","dedup_key":"line"}'
                """);
        target("slack", "url = " + server.url() + "/services/" + canaries.plant("SlackPath"));
        target("teams", "url = " + server.url() + "/workflow?sig=" + canaries.plant("TeamsSig"));
        target(
                "webhook",
                "url = " + server.url() + '/' + canaries.plant("HookPath") + "\nauthorization = Bearer "
                        + canaries.plant("Authorization") + "\nsecret = " + canaries.plant("Signing")
                        + "\nheaders = X-Api-Key: " + canaries.plant("Header"));
        target("mail", mail("password = " + password));
        agent.with("TOCSIN_PAGERDUTY_URL", server.url())
                .with("TOCSIN_PLUGINS", "tocsin-slack, tocsin-teams, tocsin-webhook, tocsin-mail");
    }

    @After
    public void close() {
        smtp.stop();
        server.close();
    }

    @Test
    public void theyAreFoundOnlyWhereTheyBelong() throws Exception {
        try (ProcessWatch processes = new ProcessWatch(canaries, typed)) {
            canaries.look("tocsin start", agent.start().toString());
            await("the plugins")
                    .atMost(PATIENCE)
                    .until(() -> agent.tocsin("status").exit() == 0);
            send();
            await("all outcomes").atMost(PATIENCE).untilAsserted(this::assertOutcomes);
            beRefused();
            sayAll();
            change();
            Path copy = agent.directory().resolve("copy");
            tocsin("backup", copy.toString());
            try (Stream<Path> files = Files.walk(copy)) {
                canaries.look("the names in a backup", files.toList().toString());
            }
            misconfigure();
            stopAndLook();

            agent.with("TOCSIN_LOG_FORMAT", "json");
            canaries.look("tocsin start", agent.start().toString());
            send();
            tocsin("status");
            tocsin("lane", "list");
            stopAndLook();
            assertThat(processes.seen())
                    .containsExactly("org.apache.karaf", "org.tocsin.cli.Main", "org.tocsin.cli.offline.OfflineConfig");
        }
        Map<String, Set<String>> surplus = new TreeMap<>(canaries.found());
        surplus.keySet().removeAll(DEMANDED);
        assertThat(surplus).as("found in %s texts", canaries.looks()).isEmpty();
        assertThat(canaries.found().keySet()).as("what is allowed is needed").containsAll(DEMANDED);
    }

    /** PagerDuty's: by the key. Those of the channels: broken at first, then by the text. */
    private int status(String asked) {
        boolean pagerDuty = asked.startsWith("POST /v2/enqueue ") || asked.startsWith("POST /generic/");
        if (asked.contains(rejected) || asked.contains("refuse me")) {
            return 400;
        }
        if (asked.contains(waiting)) {
            return 503;
        }
        if (asked.contains(throttled) && begun.add(throttled)) {
            return 429;
        }
        return !pagerDuty && begun.add(asked.substring(0, asked.indexOf(' ', 5))) ? 500 : 200;
    }

    private void send() throws IOException {
        for (String key : List.of(accepted, rejected, throttled, waiting)) {
            Path file = closed(agent.directory().resolve("key"), key);
            tocsin("trigger", "-k", "@" + file, "-y", "d", "disk full");
            canaries.look(
                    "POST /v2/enqueue",
                    api.post("/v2/enqueue", DoorsTest.v2(key, "resolve")).body());
        }
        program("pd-send", "-k", typed, "-t", "trigger", "-d", "disk full");
        for (String channel : List.of("slack", "teams", "webhook", "mail")) {
            tocsin("trigger", "--channel", channel, "-k", "ops", "take me");
            tocsin("trigger", "--channel", channel, "-k", "ops", "refuse me");
        }
        canaries.look("POST /integrations", api.post("/integrations/lines", "x").body());
    }

    private void assertOutcomes() {
        String lanes = agent.tocsin("lane", "list", "--json").out();
        for (String channel : List.of("slack", "teams", "webhook", "mail")) {
            assertThat(lanes)
                    .containsPattern("\"id\":\"" + channel + "-[^{}]*\"waiting\":0,\"delivered\":1,\"dead\":1");
        }
        // two of each of: accepted, rejected, throttled, waiting
        assertThat(lanes)
                .containsPattern("\"id\":\"pd-[^{}]*\"waiting\":0,\"delivered\":2,\"dead\":0")
                .containsPattern("\"id\":\"pd-[^{}]*\"waiting\":0,\"delivered\":0,\"dead\":2")
                .containsPattern("\"id\":\"pd-[^{}]*\"waiting\":2,\"delivered\":0,\"dead\":0");
    }

    private void beRefused() throws IOException {
        String bad = canaries.plant("Refused");
        Path file = closed(agent.directory().resolve("key"), bad);
        tocsin("trigger", "-k", "@" + file, "--severity", "awful", "disk full");
        tocsin("trigger", "-k", "@" + file, "--channel", "pigeon", "disk full");
        String event = DoorsTest.v2(bad, "bogus");
        for (String path : List.of("/send", "/v2/enqueue", "/v2/change/enqueue", "/events")) {
            canaries.look("POST " + path, api.post(path, event).toString());
            canaries.look(
                    "POST " + path,
                    api.post(path, event + bad, "X-Routing-Key: " + bad + ' ' + bad)
                            .toString());
        }
        canaries.look(
                "a wrong token",
                api.strange("GET", "/lanes", "", "Authorization: token " + canaries.plant("Wrong"))
                        .toString());
        canaries.look("a strange path", api.get("/" + bad + "?token=" + bad).head());
    }

    /** Every word that only tells, in text and JSON, on the command line and in the shell, and every path. */
    private void sayAll() throws IOException {
        String dead =
                agent.tocsin("event", "list", "--json").out().replaceFirst("(?s).*?\"key\":\"([0-9a-f]{32})\".*", "$1");
        String lane = agent.tocsin("lane", "list", "--json").out().replaceFirst("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
        Path told = Files.writeString(agent.directory().resolve("told"), "x");
        List<List<String>> words = new ArrayList<>();
        for (String state : List.of("dead", "waiting", "delivered", "dropped")) {
            words.add(List.of("event", "list", "--state", state));
        }
        words.addAll(List.of(
                List.of("event", "show", dead),
                List.of("lane", "list"),
                List.of("lane", "show", lane),
                List.of("lane", "hold", lane),
                List.of("lane", "release", lane),
                List.of("event", "retry", dead),
                List.of("queue", "status"),
                List.of("queue", "retry"),
                List.of("adapter", "list"),
                List.of("adapter", "translate", "lines", told.toString()),
                List.of("route", "list"),
                List.of("route", "stop", "lines.adapt"),
                List.of("route", "start", "lines.adapt"),
                List.of("plugin", "list"),
                List.of("doctor"),
                List.of("status")));
        for (List<String> word : words) {
            tocsin(word.toArray(String[]::new));
            List<String> json = new ArrayList<>(word);
            json.add("--json");
            tocsin(json.toArray(String[]::new));
            String line = "tocsin:" + word.get(0)
                    + (word.size() > 1 ? '-' + word.get(1) : "")
                    + word.stream()
                            .skip(2)
                            .map(argument -> " '" + argument + "'")
                            .collect(Collectors.joining());
            tocsin("shell", line);
        }
        for (String line :
                List.of("log:display", "bundle:list", "feature:list -i", "tocsin:adapter-translate --help")) {
            tocsin("shell", line);
        }
        tocsin("health");
        tocsin("version");
        configuration();
        look("tocsin event show --with-key", agent.tocsin("event", "show", "--with-key", dead));
        look("tocsin event export", agent.tocsin("event", "export"));
        look(
                "tocsin adapter translate --with-key",
                agent.tocsin("adapter", "translate", "--with-key", "lines", told.toString()));
        program("pd-queue", "status");
        program("pdagent", "queue", "status");
        program("pdagent", "health");
        for (String path : List.of(
                "/metrics",
                "/openapi.json",
                "/health",
                "/health/live",
                "/health/ready",
                "/lanes",
                "/lanes/" + lane,
                "/events?state=dead",
                "/events?state=delivered",
                "/events/" + dead,
                "/routes",
                "/adapters",
                "/plugins",
                "/doctor",
                "/queue/status",
                "/events/export")) {
            canaries.look("GET " + path, api.get(path).toString());
        }
    }

    /** What changes events, and the token, which is another one from here on. */
    private void change() throws IOException {
        await("what was put back to die again").atMost(PATIENCE).until(() -> dead().size() > 2);
        List<String> dead = dead();
        Path exported = closed(agent.directory().resolve("exported"), "");
        Files.writeString(exported, agent.tocsin("event", "export").out());
        tocsin("event", "import", exported.toString());
        Files.writeString(exported, agent.tocsin("event", "export").out().replace("{", "{\"" + rejected + "\":"));
        tocsin("event", "import", exported.toString());
        for (String event : dead) {
            String body =
                    agent.tocsin("event", "show", "--with-key", "--json", event).out();
            Path file = closed(agent.directory().resolve("edited"), body);
            tocsin("event", "edit", event, "--body", file.toString());
            Files.writeString(file, "{\"event_action\":\"resolve\",\"dedup_key\":\"d\"}");
            tocsin("event", "edit", event, "--body", file.toString());
            Files.writeString(file, "{\"event_action\":\"bogus\",\"routing_key\":\"" + rejected + "\"}");
            tocsin("event", "edit", event, "--body", file.toString());
            canaries.look(
                    "PUT /events",
                    api.call("PUT", "/events/" + event, Files.readString(file)).toString());
        }
        tocsin("event", "drop", dead.get(0), "--reason", "of no use");
        tocsin("event", "drop", dead.get(0));
        tocsin("event", "drop", dead.get(1), "--json");
        tocsin("event", "list", "--state", "dropped");

        tocsin("secret", "rotate", "--grace", "PT0S");
        canaries.add(agent.token());
        tocsin("secret", "rotate", "--grace", "none");
        tocsin("status");
        canaries.look("POST /secret/rotate", api.post("/secret/rotate", "").toString());
        canaries.add(agent.token());
        tocsin("shell", "tocsin:secret-rotate");
        canaries.add(agent.token());
        tocsin("event", "list", "--state", "dead", "--json");
    }

    private List<String> dead() {
        return agent.tocsin("event", "list", "--state", "dead", "--json")
                .out()
                .lines()
                .flatMap(line -> KEY_OF_EVENT.matcher(line).results())
                .map(found -> found.group(1))
                .toList();
    }

    private void configuration() {
        for (String word : List.of("check", "show")) {
            tocsin("config", word);
            tocsin("config", word, "--json");
        }
    }

    /** Wrong values, each with a secret in it. */
    private void misconfigure() throws IOException {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("slack", "url = hooks.example.com/" + canaries.plant("WrongPath"));
        wrong.put("teams", "url = https://hooks.example.com:port/" + canaries.plant("WrongPort"));
        wrong.put(
                "webhook",
                "url = ftp://u:" + canaries.plant("WrongUser") + "@hooks.example.com/\nsecrt = "
                        + canaries.plant("WrongKey"));
        wrong.put("mail", mail("pasword = " + canaries.plant("Misspelt") + "\nport = many"));
        for (Map.Entry<String, String> entry : wrong.entrySet()) {
            target(entry.getKey(), entry.getValue());
        }
        configuration();
        for (String channel : wrong.keySet()) {
            tocsin("trigger", "--channel", channel, "-k", "ops", "take me");
        }
        await("that it is told")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(agent.tocsin("status").out())
                        .containsPattern("slack +DEGRADED")
                        .containsPattern("teams +DEGRADED")
                        .containsPattern("webhook +DEGRADED")
                        .containsPattern("mail +DEGRADED"));
        tocsin("status");
        tocsin("lane", "list");
    }

    private void stopAndLook() throws IOException {
        tocsin("stop");
        tocsin("status");
        tocsin("doctor");
        tocsin("queue", "status");
        canaries.lookBelow(agent.data(), KEPT);
        assertThat(agent.log()).isNotEmpty();
    }

    private void tocsin(String... words) {
        Call call = agent.tocsin(words);
        look("tocsin " + String.join(" ", words), call);
    }

    private void program(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.set(0, agent.distribution().file("bin/" + words[0]).toString());
        look(String.join(" ", words).replace(typed, "KEY"), agent.call(command));
    }

    private void look(String where, Call call) {
        canaries.look(where, call.out() + call.err());
    }

    private String mail(String more) {
        return "host = 127.0.0.1\nport = " + smtp.getPortAllocated() + "\nsecurity = none\nuser = tocsin\n" + more
                + "\nfrom = tocsin@example.com\nto = ops@example.com";
    }

    private void target(String channel, String text) throws IOException {
        closed(agent.etc().resolve("org.tocsin." + channel + ".target-ops.cfg"), text);
    }

    private static Path closed(Path file, String text) throws IOException {
        if (Files.notExists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return Files.writeString(file, text + '\n');
    }

    /** Takes what it is not asked to refuse. */
    private static final class Letters implements MessageHandler {
        @Override
        public void from(String from) {}

        @Override
        public void recipient(String recipient) {}

        @Override
        public String data(InputStream data) throws RejectException, IOException {
            String text = new String(data.readAllBytes(), UTF_8);
            if (text.contains("refuse me")) {
                throw new RejectException(552, "5.3.4 " + text.replaceAll("\\s+", " "));
            }
            return "2.0.0 queued";
        }

        @Override
        public void done() {}
    }
}
