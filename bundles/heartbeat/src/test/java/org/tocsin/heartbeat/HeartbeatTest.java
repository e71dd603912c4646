// SPDX-License-Identifier: Apache-2.0
package org.tocsin.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;
import org.tocsin.api.HealthPart;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.SettingsReader;
import org.tocsin.channel.http.Bounds;
import org.tocsin.channel.http.Outbound;
import org.tocsin.channel.standin.Authority;
import org.tocsin.channel.standin.ScriptedServer;
import org.tocsin.channel.standin.ScriptedServer.Script;
import org.tocsin.channel.standin.TunnelProxy;

/** The heartbeat over real sockets, by a clock of the test's own. */
public final class HeartbeatTest {

    private static final String FROM = "direct:heartbeat.send";
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final LaneStatus LANE = new LaneStatus(
            new Lane("pagerduty", KEY),
            LaneStatus.State.BACKING_OFF,
            3,
            20,
            2,
            0,
            NOW.minusSeconds(40),
            1,
            null,
            null,
            0,
            null);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final AtomicLong nanos = new AtomicLong(-5);
    private final List<String> told = new ArrayList<>();
    private final CamelContext camel = new DefaultCamelContext();
    private @Nullable HeartbeatRoutes routes;
    private @Nullable ScriptedServer server;

    @After
    public void close() throws Exception {
        camel.stop();
        HeartbeatRoutes opened = routes;
        if (opened != null) {
            opened.close();
        }
        ScriptedServer started = server;
        if (started != null) {
            started.close();
        }
    }

    @Test
    public void itSaysWhatPdagentSaysAndTheHostOnlyUntilThatWasTaken() throws Exception {
        String[] answers = {"500 No", "200 OK", "200 OK"};
        start((socket, request) -> ScriptedServer.say(socket, ScriptedServer.http(answers[request - 1], "", "{}")));

        look();
        pass(Duration.ofSeconds(10));
        look();
        pass(Duration.ofHours(1));
        look();

        assertThat(requests()).hasSize(3);
        ScriptedServer.Request first = requests().get(0);
        assertThat(first.line()).isEqualTo("POST /agent/2014-03-14/heartbeat HTTP/1.1");
        assertThat(first.headers()).containsEntry("content-type", "application/json; charset=UTF-8");
        String stats = "{\"agent_id\":\"id\",\"agent_version\":\"tocsin-1.2.3\",\"agent_stats\":{\"snapshot\":{"
                + "\"pending_events\":{\"count\":3,\"oldest_age_secs\":40,\"service_keys_count\":1},"
                + "\"throttled_service_keys_count\":1},\"aggregate\":{\"successful_events_count\":20,"
                + "\"failed_events_count\":2,\"started_on\":\"2026-11-30T09:00:00Z\"}}";
        assertThat(first.body())
                .startsWith(stats + ",\"system_info\":{\"platform_name\":")
                .doesNotContain(KEY);
        assertThat(requests().get(1).body()).isEqualTo(first.body());
        assertThat(requests().get(2).body()).isEqualTo(stats + "}");
    }

    @Test
    public void noAnswerIsTooStrange() throws Exception {
        String[] bodies = {
            "",
            "{}",
            "[",
            "{\"heartbeat_interval_secs\":0}",
            "{\"heartbeat_interval_secs\":-5}",
            "{\"heartbeat_interval_secs\":\"soon\"}",
            "{\"heartbeat_interval_secs\":null}",
            "{\"heartbeat_interval_secs\":{\"a\":1}}",
            "<html>",
            "[[[[",
            "{\"heartbeat_interval_secs\":1e999}",
            "\u0000",
            "{\"x\":".repeat(20_000),
            "x".repeat(1 << 20)
        };
        start((socket, request) ->
                ScriptedServer.say(socket, ScriptedServer.http("200 OK", "", bodies[(request - 1) % bodies.length])));

        for (int i = 1; i <= bodies.length; i++) {
            look();
            assertThat(requests()).as("after %s", i).hasSize(i);
            pass(Duration.ofDays(1));
        }
    }

    @Test
    public void anAnswerThatTricklesOrNeverComesEndsAtTheDeadline() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        start((socket, request) -> {
            ScriptedServer.say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            while (request == 1 && !over.await(20, TimeUnit.MILLISECONDS)) {
                socket.getOutputStream().write(' ');
            }
            over.await();
        });

        look();
        assertThat(told).last().asString().contains("came to nothing");
        pass(Duration.ofSeconds(10));
        look();

        assertThat(requests()).hasSize(2);
        assertThat(told).hasSize(2);
        over.countDown();
    }

    @Test
    public void whatFailsIsTriedTenTimesAndARefusalOnce() throws Exception {
        start((socket, request) ->
                ScriptedServer.say(socket, ScriptedServer.http(request > 10 ? "404 No" : "503 No", "", "")));

        for (int i = 0; i < 100; i++) {
            look();
            pass(Duration.ofSeconds(10));
        }
        assertThat(requests()).hasSize(10);
        for (int i = 0; i < 359; i++) {
            look();
            pass(Duration.ofSeconds(10));
        }
        assertThat(requests()).as("one more, an hour after the first").hasSize(11);
    }

    @Test
    public void theBeatIsKeptWhateverWasMissed() {
        Schedule schedule = new Schedule(Duration.ofMinutes(10), 0);
        assertThat(schedule.isDue(0)).isTrue();
        schedule.answered(seconds(30), null);
        assertThat(schedule.isDue(seconds(599))).isFalse();
        assertThat(schedule.isDue(seconds(600))).isTrue();
        schedule.answered(seconds(4_000), null);
        assertThat(schedule.isDue(seconds(4_199))).isFalse();
        assertThat(schedule.isDue(seconds(4_200))).isTrue();
        for (long wanted : new long[] {1, 59, 60}) {
            schedule.answered(seconds(4_200), Duration.ofSeconds(wanted));
            assertThat(schedule.interval()).isEqualTo(Duration.ofMinutes(1));
        }
        schedule.answered(seconds(4_200), Duration.ofDays(10_000));
        assertThat(schedule.interval()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    public void aWrongValueNamesFileKeyValueAndRemedy() {
        assertThat(settings(Map.of()).on()).isFalse();
        assertThat(settings(Map.of("enabled", "on", "region", "eu")).address())
                .hasToString("https://api.eu.pagerduty.com/agent/2014-03-14/heartbeat");
        assertThat(settings(Map.of("url", "http://127.0.0.1:18090/gateway/")).address())
                .hasToString("http://127.0.0.1:18090/gateway/agent/2014-03-14/heartbeat");
        wrong("enabled", "yes", "use off or on");
        wrong("region", "asia", "use us or eu");
        wrong("interval", "PT1S", "from PT1M to PT24H");
        wrong("url", "ftp://x", "is not a usable URL");
        assertThatThrownBy(() -> settings(Map.of("url", "https://u:pw@x")))
                .hasMessageContaining("***")
                .hasMessageNotContaining("pw");
    }

    @Test
    public void aWrongValueOfARunningAgentDoesNotTurnItOff() {
        List<Object> offered = new ArrayList<>();
        System.setProperty("tocsin.data", folder.getRoot().getPath());
        try {
            WayOut way = way(Map.of());
            HeartbeatPart part = new HeartbeatPart(way, context(offered), config(Map.of("enabled", "on")));
            Object running = offered.get(0);

            part.modified(config(Map.of("enabled", "on", "region", "asia")));

            assertThat(offered).containsExactly(running);
            assertThat(part.health().state()).isEqualTo(HealthPart.State.DEGRADED);
            assertThat(part.health().text())
                    .isEqualTo(
                            "org.tocsin.heartbeat.cfg: region: 'asia' is not known, use us or eu; until it is put right"
                                    + " the settings before it stay in force; to api.pagerduty.com, none is sent yet");
            part.modified(config(Map.of("enabled", "on")));
            assertThat(offered).containsExactly(running);
            assertThat(part.health().state()).isEqualTo(HealthPart.State.READY);
            way.modified(keys(Map.of("proxy", "ftp://x")));
            assertThat(offered).containsExactly(running);
            assertThat(part.health().text()).startsWith("org.tocsin.pagerduty.cfg: proxy: 'ftp://x' is not");
            way.modified(keys(Map.of("sourceAddress", "127.0.0.1")));
            assertThat(offered).as("it goes another way now").hasSize(1).doesNotContain(running);
            part.modified(config(Map.of("enabled", "off")));
            assertThat(offered).isEmpty();
            assertThat(part.health().text()).isEqualTo("off");
        } finally {
            System.clearProperty("tocsin.data");
        }
    }

    private static Config config(Map<String, String> values) {
        return SettingsReader.of(Config.class, values);
    }

    /** As much of a framework as the part asks for: its version, and a place for the routes. */
    private static BundleContext context(List<Object> offered) {
        return proxy(
                BundleContext.class,
                (name, arguments) -> name.equals("getBundle")
                        ? proxy(Bundle.class, (asked, none) -> Version.valueOf("1.2.3"))
                        : registration(offered, arguments[1]));
    }

    private static ServiceRegistration<?> registration(List<Object> offered, Object service) {
        offered.add(service);
        return proxy(ServiceRegistration.class, (end, none) -> offered.remove(service));
    }

    private static <T> T proxy(Class<T> type, BiFunction<String, Object[], Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                HeartbeatTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.apply(method.getName(), arguments)));
    }

    @Test
    public void theIdIsMadeOnceAndAnewWhenItIsNone() throws Exception {
        Path file = folder.getRoot().toPath().resolve("agent-id");
        Path none = file.resolveSibling("none");
        String made = AgentId.of(file, none);
        assertThat(made).hasSize(36);
        assertThat(AgentId.of(file, none)).isEqualTo(made);
        Files.writeString(file, "../../etc/passwd");
        assertThat(AgentId.of(file, none)).hasSize(36).isNotEqualTo(made);
        assertThat(Files.readString(file).strip()).isEqualTo(AgentId.of(file, none));
    }

    @Test
    public void whoTakesThePlaceOfPdagentIsKnownByItsId() throws Exception {
        Path file = folder.getRoot().toPath().resolve("agent-id");
        Path former = folder.newFile("agent_id.txt").toPath();
        String id = "0B9C1d2e-0123-4567-89ab-0123456789ab";
        Files.writeString(former, id + '\n');

        assertThat(AgentId.of(file, former)).isEqualTo(id);

        Files.delete(former);
        assertThat(AgentId.of(file, former)).as("it is ours now").isEqualTo(id);
    }

    @Test(timeout = 60_000)
    public void anIdOfPdagentThatIsNoneIsNotTakenOver() throws Exception {
        Path file = folder.getRoot().toPath().resolve("agent-id");
        Path former = folder.newFile("agent_id.txt").toPath();
        Files.write(former, new byte[] {(byte) 0xff, 0, 1});
        String made = AgentId.of(file, former);
        assertThat(made).hasSize(36);
        assertThat(AgentId.of(file, former)).isEqualTo(made);

        Files.delete(file);
        Files.delete(former);
        assertThat(new ProcessBuilder("mkfifo", former.toString()).start().waitFor())
                .isZero();
        assertThat(AgentId.of(file, former)).as("nobody ever writes into it").hasSize(36);
    }

    @Test
    public void itGoesTheWayThatPagerDutysEventsGo() throws Exception {
        Authority authority = new Authority("company");
        Path authorities = folder.newFile("company.pem").toPath();
        Files.writeString(authorities, authority.pem());
        Path login = folder.newFile("login").toPath();
        Files.writeString(login, "ops:secret\n");
        String basic = Base64.getEncoder().encodeToString("ops:secret".getBytes(StandardCharsets.UTF_8));
        try (ScriptedServer api = new ScriptedServer(
                        Authority.listener(authority.issue("api.example")),
                        (socket, request) -> ScriptedServer.say(socket, ScriptedServer.http("200 OK", "", "{}")));
                TunnelProxy proxy = new TunnelProxy(api.port(), basic)) {
            WayOut way = way(Map.of(
                    "proxy",
                    "http://127.0.0.1:" + proxy.port(),
                    "proxyLoginFile",
                    login.toString(),
                    "caFile",
                    authorities.toString()));
            start("https://api.example", way.outbound().orElseThrow());

            look();

            assertThat(told).singleElement().asString().contains("was answered with 200");
            assertThat(api.requests).hasSize(1);
            assertThat(proxy.requests).isNotEmpty().allMatch(line -> line.contains("api.example:443"));
        }
    }

    @Test
    public void aWrongWayOutIsToldByTheFileThatSaysItAndChangesNothing() {
        WayOut wrong = way(Map.of("proxy", "ftp://x"));
        assertThat(wrong.outbound()).isEmpty();
        assertThat(wrong.problem()).startsWith("org.tocsin.pagerduty.cfg: proxy: 'ftp://x' is not");
        AtomicInteger changes = new AtomicInteger();
        wrong.follow(changes::incrementAndGet);

        wrong.modified(keys(Map.of("proxy", "http://127.0.0.1:3128")));
        wrong.modified(keys(Map.of("proxy", "ftp://y")));

        assertThat(wrong.outbound()).isPresent();
        assertThat(wrong.problem()).contains("proxy: 'ftp://y'", "the settings before it stay in force");
        assertThat(changes).hasValue(1);
    }

    private static WayOut way(Map<String, String> values) {
        return new WayOut(keys(values), Map.of());
    }

    private static WayOut.Keys keys(Map<String, String> values) {
        return SettingsReader.of(WayOut.Keys.class, values);
    }

    private static Settings settings(Map<String, String> values) {
        return Settings.of(config(values));
    }

    private static void wrong(String key, String value, String remedy) {
        assertThatThrownBy(() -> settings(Map.of(key, value)))
                .hasMessageContaining("org.tocsin.heartbeat.cfg: " + key + ": '" + value + "'")
                .hasMessageContaining(remedy);
    }

    private void start(Script script) throws Exception {
        ScriptedServer started = new ScriptedServer(script);
        server = started;
        start(started.url(), way(Map.of()).outbound().orElseThrow());
    }

    private void start(String url, Outbound outbound) throws Exception {
        HeartbeatRoutes made = new HeartbeatRoutes(
                FROM,
                settings(Map.of("enabled", "on", "url", url)),
                outbound,
                new Report("id", "1.2.3", NOW.minusSeconds(3_600)),
                () -> List.of(LANE),
                Clock.fixed(NOW, ZoneOffset.UTC),
                nanos::get,
                told::add,
                new Bounds(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), 1));
        routes = made;
        camel.addRoutes(made);
        camel.start();
    }

    private List<ScriptedServer.Request> requests() {
        return Objects.requireNonNull(server).requests;
    }

    private void look() {
        camel.createProducerTemplate().sendBody(FROM, "".getBytes(StandardCharsets.UTF_8));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static long seconds(long number) {
        return Duration.ofSeconds(number).toNanos();
    }
}
