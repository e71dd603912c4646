// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.inject.Inject;
import org.apache.karaf.features.FeaturesService;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFilter;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.EventRecord;
import org.tocsin.api.EventState;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueControl;
import org.tocsin.channel.standin.ScriptedServer;

/**
 * The optional channels, installed from the archive alone: each is one route, and order, retry, dead letters and
 * durability come from the queue.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ChannelsTest {

    private static final List<String> POSTING = List.of("webhook", "slack", "teams");
    private static final List<String> CHANNELS = List.of("webhook", "slack", "teams", "mail");
    private static final String SECRET = "s3cr3t-s3cr3t";
    private static final Pattern MARK = Pattern.compile("\\bn[1-5]\\b");

    @Rule
    public final House house = new House();

    @Inject
    private FeaturesService features;

    @Configuration
    public static Option[] configuration() throws IOException {
        return Container.of(ChannelsTest.class)
                .deliveringTo(Outside.sandbox().url())
                .options();
    }

    @Test
    public void aChannelIsOneRouteAndTheQueueDoesTheRest() throws Exception {
        house.awaitReady();
        for (String channel : CHANNELS) {
            assertThat(house.routes(channel + ".deliver"))
                    .as("not started by itself")
                    .isEmpty();
            beQuick(channel);
        }

        install(CHANNELS.stream().map(channel -> "tocsin-" + channel).toList());
        for (String channel : CHANNELS) {
            house.awaitRoute(channel + ".deliver", "org.tocsin." + channel + "/0.1.0", "Started");
            house.awaitRoute(channel + ".send", "org.tocsin." + channel + "/0.1.0", "Started");
        }

        // accepted before anybody has said where to
        for (String channel : CHANNELS) {
            for (int i = 1; i <= 4; i++) {
                accept(channel, i);
            }
            post(channel, "n5 by HTTP");
            House.until("a reason to wait for " + channel)
                    .untilAsserted(() -> assertThat(lane(channel).lastError())
                            .isEqualTo(
                                    "no target is called 'ops', write etc/org.tocsin." + channel + ".target-ops.cfg"));
            assertThat(house.health(channel).state()).isEqualTo(State.DEGRADED);
        }

        Map<String, Posts> servers = new LinkedHashMap<>();
        Letters letters = new Letters();
        Map<String, List<String>> arrivals = new LinkedHashMap<>();
        SMTPServer smtp = SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandlerFactory(context -> letters)
                .build();
        try {
            smtp.start();
            for (String channel : POSTING) {
                Posts posts = new Posts();
                servers.put(channel, posts);
                arrivals.put(channel, posts.arrived);
                target(channel, "url = " + posts.server.url() + "/hook/" + SECRET + "?sig=a%2Bb");
            }
            target(
                    "mail",
                    "host = 127.0.0.1\nport = " + smtp.getPortAllocated()
                            + "\nsecurity = none\nfrom = tocsin@example.com\nto = ops@example.com");

            arrivals.put("mail", letters.arrived);

            for (String channel : CHANNELS) {
                House.until("what waited for " + channel)
                        .untilAsserted(() -> assertThat(lane(channel))
                                .returns(0L, LaneStatus::waiting)
                                .returns(4L, LaneStatus::delivered)
                                .returns(1L, LaneStatus::dead));
                assertThat(arrivals.get(channel)).as(channel).containsExactly("n1", "n2", "n4", "n5");
                assertThat(dead(channel)).singleElement().satisfies(record -> {
                    assertThat(record.event().body().utf8()).contains("n3");
                    assertThat(record.answer()).contains(channel.equals("mail") ? "552" : "HTTP 400 invalid_payload");
                });
                assertThat(house.health(channel).state())
                        .as(house.health(channel).text())
                        .isEqualTo(State.READY);
            }
            servers.forEach((channel, posts) -> assertThat(posts.server.requests)
                    .as("the very address, and one that is down is tried again: %s", channel)
                    .hasSizeGreaterThan(6)
                    .allMatch(request -> request.line().equals("POST /hook/" + SECRET + "?sig=a%2Bb HTTP/1.1")));
            assertThat(letters.attempts).isGreaterThan(5);
        } finally {
            smtp.stop();
            for (Posts posts : servers.values()) {
                posts.server.close();
            }
        }
        assertThat(house.log()).noneMatch(line -> line.contains(SECRET));
        assertThat(house.health().values()).noneMatch(health -> health.text().contains(SECRET));

        for (String channel : CHANNELS) {
            int dropped = house.service(QueueControl.class)
                    .drop(new Lane(channel, "ops"), Set.of(dead(channel).get(0).order()), "seen")
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertThat(dropped).as(channel).isEqualTo(1);
        }
        features.uninstallFeatures(
                new LinkedHashSet<>(
                        CHANNELS.stream().map(channel -> "tocsin-" + channel).toList()),
                EnumSet.noneOf(FeaturesService.Option.class));
        for (String channel : CHANNELS) {
            house.awaitNoRoute(channel + ".deliver");
        }
        house.awaitReady();
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> CHANNELS.stream().anyMatch(channel -> name.startsWith("tocsin-" + channel))))
                .isEmpty();
    }

    /** What posts are answered with: down for the first two, n3 refused, the answer quoting the address. */
    private static final class Posts {

        private final List<String> arrived = new CopyOnWriteArrayList<>();
        private final ScriptedServer server;

        Posts() throws IOException {
            server = new ScriptedServer((socket, number) -> ScriptedServer.say(socket, answer(number)));
        }

        private String answer(int number) {
            ScriptedServer.Request request = this.server.requests.get(number - 1);
            if (number <= 2) {
                return ScriptedServer.http("503 Down", "", "no " + request.line());
            }
            String mark = mark(request.body());
            if (mark.equals("n3")) {
                return ScriptedServer.http("400 Bad Request", "", "invalid_payload " + request.line());
            }
            arrived.add(mark);
            return ScriptedServer.http("200 OK", "", "ok");
        }
    }

    /** What letters are answered with: busy for the first one, n3 refused. */
    private static final class Letters implements MessageHandler {

        private final List<String> arrived = new CopyOnWriteArrayList<>();
        private volatile int attempts;

        @Override
        public void from(String from) {}

        @Override
        public void recipient(String recipient) {}

        @Override
        public synchronized String data(InputStream data) throws RejectException, IOException {
            attempts++;
            String mark = mark(new String(data.readAllBytes(), UTF_8));
            if (attempts == 1) {
                throw new RejectException(451, "4.3.0 come again");
            }
            if (mark.equals("n3")) {
                throw new RejectException(552, "5.3.4 too large");
            }
            arrived.add(mark);
            return "2.0.0 queued";
        }

        @Override
        public void done() {}
    }

    private static String mark(String text) {
        Matcher mark = MARK.matcher(text);
        return mark.find() ? mark.group() : text;
    }

    private void accept(String channel, int number) throws Exception {
        EventFormat format = House.until("the format of " + channel)
                .until(
                        () -> house.services(EventFormat.class, null).stream()
                                .filter(one -> one.channel().equals(channel))
                                .toList(),
                        found -> !found.isEmpty())
                .get(0);
        Event event = format.read(
                Body.of("{\"routing_key\":\"ops\",\"event_action\":\"trigger\",\"dedup_key\":\"k" + number
                        + "\",\"payload\":{\"summary\":\"n" + number
                        + "\",\"source\":\"itests\",\"severity\":\"info\"}}"),
                null,
                null);
        house.service(EventQueue.class).accept(event).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void post(String channel, String text) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://" + System.getenv("TOCSIN_ADDRESS") + "/send/" + channel + "?to=ops")
                        .toURL()
                        .openConnection();
        connection.setRequestProperty(
                "Authorization",
                "token " + Files.readString(house.data().resolve("secret")).strip());
        connection.setDoOutput(true);
        connection.getOutputStream().write(text.getBytes(UTF_8));
        assertThat(connection.getResponseCode()).isEqualTo(200);
        assertThat(new String(connection.getInputStream().readAllBytes(), UTF_8))
                .matches("\\{\"key\":\"[0-9a-f]{32}\"}");
    }

    private void target(String channel, String text) throws IOException {
        Path file = house.etc().resolve("org.tocsin." + channel + ".target-ops.cfg");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text + '\n');
    }

    /** Waits that a test can wait for. */
    private void beQuick(String channel) throws IOException {
        Path file = house.etc().resolve("org.tocsin." + channel + ".cfg");
        String text = Files.readString(file);
        String quick = text.replace("throttleInitial = ", "throttleInitial = PT0.1S\n#was = ")
                .replace("throttleCeiling = ", "throttleCeiling = PT0.1S\n#was = ")
                .replace("outageInitial = ", "outageInitial = PT0.1S\n#was = ")
                .replace("outageCeiling = ", "outageCeiling = PT0.2S\n#was = ");
        assertThat(quick).isNotEqualTo(text);
        Files.writeString(file, quick);
    }

    private void install(List<String> names) throws Exception {
        features.installFeatures(new LinkedHashSet<>(names), EnumSet.noneOf(FeaturesService.Option.class));
    }

    private LaneStatus lane(String channel) {
        return house.service(EventQueue.class).status().stream()
                .filter(status -> status.lane().equals(new Lane(channel, "ops")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such lane"));
    }

    private List<EventRecord> dead(String channel) throws Exception {
        return new ArrayList<>(house.service(QueueControl.class)
                .list(new EventFilter(new Lane(channel, "ops"), EventState.DEAD, 0, 10)));
    }
}
