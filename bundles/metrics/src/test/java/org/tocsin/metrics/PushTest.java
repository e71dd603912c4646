// SPDX-License-Identifier: Apache-2.0
package org.tocsin.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.After;
import org.junit.Test;
import org.tocsin.api.HealthPart.State;

/** What arrives at real sockets, and what happens when nobody is there. */
public class PushTest {

    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final int PATIENCE_MILLIS = 20_000;

    private final List<Push> begun = new ArrayList<>();
    private final Registry registry = new Registry("1.2.3");
    private final Counter events = registry.all().counter("tocsin.queue.accepted");
    private final Timer attempts = Timer.builder("tocsin.queue.attempt")
            .tag("channel", "a.b:c d")
            .serviceLevelObjectives(Duration.ofMillis(10))
            .register(registry.all());

    /** A gauge of the same name with something to say. */
    public PushTest() {
        Gauge.builder("tocsin.queue.depth", () -> 7).register(registry.all());
    }

    /** Ends everything, also when a test has failed in the middle. */
    @After
    public void close() {
        begun.forEach(Push::close);
        registry.close();
    }

    @Test
    public void datadogGetsTags() throws IOException {
        assertThat(statsd("datadog"))
                .contains(
                        "web1.tocsin.queue.accepted:5|c|#statistic:count",
                        "web1.tocsin.queue.depth:7|g|#statistic:value",
                        "web1.tocsin.queue.attempt:3|ms|#channel:a_b_c_d");
    }

    @Test
    public void etsyGetsLongNames() throws IOException {
        assertThat(statsd("etsy"))
                .contains(
                        "web1.tocsin.queue.accepted.statistic.count:5|c",
                        "web1.tocsin.queue.depth.statistic.value:7|g",
                        "web1.tocsin.queue.attempt.channel.a_b_c_d:3|ms");
    }

    @Test
    public void telegrafGetsTagsBeforeTheValue() throws IOException {
        assertThat(statsd("telegraf"))
                .contains(
                        "web1.tocsin_queue_accepted,statistic=count:5|c",
                        "web1.tocsin_queue_depth,statistic=value:7|g",
                        "web1.tocsin_queue_attempt,channel=a_b_c_d:3|ms");
    }

    private List<String> statsd(String flavour) throws IOException {
        try (DatagramSocket daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            daemon.setSoTimeout(PATIENCE_MILLIS);
            Push push = push(Map.of(
                    "statsdHost", "127.0.0.1",
                    "statsdPort", String.valueOf(daemon.getLocalPort()),
                    "statsdFlavour", flavour,
                    "statsdInterval", "PT1S",
                    "statsdPrefix", "web1"));
            events.increment(5);
            attempts.record(Duration.ofMillis(3));
            List<String> lines = new ArrayList<>();
            while (lines.stream().noneMatch(line -> line.contains("depth"))
                    || lines.stream().noneMatch(line -> line.contains("accepted"))
                    || lines.stream().noneMatch(line -> line.contains("attempt"))) {
                lines.addAll(datagram(daemon));
            }
            assertThat(push.health().state()).isEqualTo(State.READY);
            assertThat(push.health().text()).contains("pushed to statsd 127.0.0.1:" + daemon.getLocalPort());
            assertThat(lines).noneMatch(line -> line.contains("histogram"));
            push.close();
            assertNoThreadIsLeft();
            return lines;
        }
    }

    private static List<String> datagram(DatagramSocket daemon) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        daemon.receive(packet);
        assertThat(packet.getLength()).isLessThanOrEqualTo(UdpLines.MAX_DATAGRAM);
        return List.of(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).split("\n", -1));
    }

    @Test
    public void graphiteGetsALineForEachFigure() throws IOException {
        try (ServerSocket graphite = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            graphite.setSoTimeout(PATIENCE_MILLIS);
            Push push = push(graphiteAt(graphite.getLocalPort()));
            events.increment(5);
            attempts.record(Duration.ofMillis(3));

            Map<String, Double> figures = figures(graphite);

            assertThat(figures)
                    .containsEntry("web1.tocsin.queue.accepted.count", 5.0)
                    .containsEntry("web1.tocsin.queue.depth", 7.0)
                    .containsEntry("web1.tocsin.queue.attempt.channel.a_b_c_d.count", 1.0);
            assertThat(figures.get("web1.tocsin.queue.attempt.channel.a_b_c_d.max"))
                    .isEqualTo(0.003);
            await().atMost(BOUND)
                    .untilAsserted(() -> assertThat(push.health().text()).contains("pushed to graphite"));
            push.close();
            assertNoThreadIsLeft();
        }
    }

    @Test
    public void aGraphiteThatIsAwayIsToldAndDisturbsNobodyAndIsFoundAgain() throws IOException {
        int port;
        try (ServerSocket graphite = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = graphite.getLocalPort();
        }
        Push push = push(graphiteAt(port));
        await().atMost(BOUND).until(() -> push.health().state() == State.DEGRADED);
        assertThat(push.health().text())
                .contains("graphite 127.0.0.1:" + port, "refused", "correct org.tocsin.metrics.cfg");
        events.increment();
        assertThat(registry.scrape(ScrapeFormat.TEXT)).contains("tocsin_queue_accepted_total 1.0");

        try (ServerSocket graphite = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            graphite.setSoTimeout(PATIENCE_MILLIS);
            assertThat(figures(graphite)).containsEntry("web1.tocsin.queue.accepted.count", 1.0);
            await().atMost(BOUND).until(() -> push.health().state() == State.READY);
        }
        push.close();
        assertNoThreadIsLeft();
    }

    @Test
    public void aStatsdThatIsAwayIsToldAndDisturbsNobody() throws IOException {
        int port;
        try (DatagramSocket daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = daemon.getLocalPort();
        }
        Push push =
                push(Map.of("statsdHost", "127.0.0.1", "statsdPort", String.valueOf(port), "statsdInterval", "PT1S"));
        await().atMost(BOUND).until(() -> {
            attempts.record(Duration.ofMillis(1));
            return push.health().state() == State.DEGRADED;
        });
        assertThat(push.health().text()).contains("statsd 127.0.0.1:" + port);
        push.close();
        assertNoThreadIsLeft();
    }

    /** A connection to it takes two seconds to fail; the operator corrects the configuration meanwhile. */
    @Test
    public void whatIsLeftOfAnEarlierConfigurationStopsNothingOfTheNextOne() throws Exception {
        try (DatagramSocket daemon = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(deaf.getInetAddress(), deaf.getLocalPort());
                Socket second = new Socket(deaf.getInetAddress(), deaf.getLocalPort())) {
            assertThat(first.isConnected() && second.isConnected())
                    .as("its queue is full")
                    .isTrue();
            Map<String, String> statsd = Map.of(
                    "statsdHost", "127.0.0.1",
                    "statsdPort", String.valueOf(daemon.getLocalPort()),
                    "statsdInterval", "PT1S");
            Map<String, String> both = new TreeMap<>(statsd);
            both.putAll(graphiteAt(deaf.getLocalPort()));
            push(both).close();
            assertThat(threads()).as("the end of the first").contains("tocsin-metrics-end");
            push(statsd);

            await("the end of the first").atMost(BOUND).until(() -> !threads().contains("tocsin-metrics-end"));

            drain(daemon);
            daemon.setSoTimeout(PATIENCE_MILLIS);
            List<String> lines = new ArrayList<>();
            while (lines.stream().noneMatch(line -> line.contains("depth"))) {
                lines.addAll(datagram(daemon));
            }
        }
    }

    /** What has been sent so far. */
    private static void drain(DatagramSocket daemon) throws IOException {
        daemon.setSoTimeout(1);
        try {
            while (true) {
                datagram(daemon);
            }
        } catch (SocketTimeoutException e) {
            return;
        }
    }

    @Test
    public void aNameThatNobodyKnowsIsTold() {
        Push push = push(
                Map.of("statsdHost", "nobody.invalid", "graphiteHost", "nobody.invalid", "graphiteInterval", "PT1S"));
        await().atMost(BOUND).until(() -> {
            attempts.record(Duration.ofMillis(1));
            return push.health().text().contains("statsd nobody.invalid:8125: cannot resolve")
                    && push.health().text().contains("graphite nobody.invalid:2003: cannot resolve");
        });
        push.close();
        assertNoThreadIsLeft();
    }

    @Test
    public void aWrongValuePushesNothingAndSaysWhatToCorrect() {
        Push push = push(Map.of("statsdHost", "127.0.0.1", "statsdPort", "many"));

        assertThat(push.health().state()).isEqualTo(State.DEGRADED);
        assertThat(push.health().text())
                .isEqualTo("TOCSIN-METRICS-001 nothing is pushed: org.tocsin.metrics.cfg: statsdPort: 'many' is not a"
                        + " number, use a whole number from 1 to 65535");
        push.close();
        assertNoThreadIsLeft();
    }

    @Test
    public void whatWasCountedIsStillThereAfterAChange() {
        Push off = push(Map.of());
        assertThat(off.health().text()).isEqualTo("at /metrics");
        events.increment(3);
        off.close();
        Push on = push(graphiteAt(9));
        events.increment();
        on.close();

        assertThat(registry.scrape(ScrapeFormat.TEXT)).contains("tocsin_queue_accepted_total 4.0");
    }

    @Test
    public void aWrongValueOfARunningAgentDoesNotEndThePushing() throws Exception {
        try (ServerSocket graphite = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Push push = push(graphiteAt(graphite.getLocalPort()));
            Map<String, String> wrong = new HashMap<>(graphiteAt(graphite.getLocalPort()));
            wrong.put("statsdPort", "many");

            push.modified(Configs.of(wrong));

            assertThat(push.health().state()).isEqualTo(State.DEGRADED);
            assertThat(push.health().text())
                    .startsWith("org.tocsin.metrics.cfg: statsdPort: 'many' is not a number")
                    .contains("stay in force; at /metrics, pushed to graphite 127.0.0.1:");
            events.increment();
            assertThat(figures(graphite)).isNotEmpty();
            push.modified(Configs.of(graphiteAt(graphite.getLocalPort())));
            assertThat(push.health().text()).startsWith("at /metrics, pushed to graphite");
        }
    }

    private Push push(Map<String, String> said) {
        Push push = new Push(registry, Configs.of(said));
        begun.add(push);
        return push;
    }

    private static Map<String, String> graphiteAt(int port) {
        return Map.of(
                "graphiteHost", "127.0.0.1",
                "graphitePort", String.valueOf(port),
                "graphiteInterval", "PT1S",
                "graphitePrefix", "web1");
    }

    /** Of the first push in which our counter has anything. */
    private static Map<String, Double> figures(ServerSocket graphite) throws IOException {
        while (true) {
            Map<String, Double> figures = new TreeMap<>();
            try (Socket socket = graphite.accept();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    String[] parts = line.split(" ", -1);
                    assertThat(parts).as(line).hasSize(3);
                    assertThat(Long.parseLong(parts[2])).isPositive();
                    figures.put(parts[0], Double.valueOf(parts[1]));
                }
            }
            if (figures.getOrDefault("web1.tocsin.queue.accepted.count", 0.0) > 0) {
                return figures;
            }
        }
    }

    private static void assertNoThreadIsLeft() {
        await().atMost(BOUND)
                .until(() -> threads().stream()
                        .noneMatch(name -> name.startsWith("tocsin-metrics") || name.startsWith("parallel-")));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }
}
