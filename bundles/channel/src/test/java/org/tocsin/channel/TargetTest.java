// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Backoff;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Outcome;
import org.tocsin.api.TocsinProperties;

/** Files of targets, and what is told of them. */
public class TargetTest {

    private static final TargetKind<Place> KIND =
            new TargetKind<>("org.tocsin.slack.target", Keys.class, file -> new Place(file.required("url")));

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(2), true);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final AtomicLong nanos = new AtomicLong();
    private final TargetBoard<Place> board = board(() -> {});

    private record Place(String url) implements Destination {
        @Override
        public String peer() {
            return url;
        }

        @Override
        public boolean isExposed() {
            return false;
        }
    }

    @interface Keys {
        String url() default "";

        String urlFile() default "";
    }

    @Test
    public void aSecretStandsInTheFileOrInOneOfItsOwn() throws Exception {
        Path place = folder.getRoot().toPath().resolve("org.tocsin.slack.target-ops.cfg");
        Path secret = folder.getRoot().toPath().resolve("ops.url");
        Files.writeString(place, "urlFile = ops.url");
        Files.writeString(secret, "https://a.example/b\n");
        for (Path file : new Path[] {place, secret}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }

        Target<Place> right = target(place, "urlFile", "ops.url");
        assertThat(right.settings()).isEqualTo(new Place("https://a.example/b"));
        assertThat(right.name()).isEqualTo("ops");
        assertThat(file(place, "urlFile", "ops.url").openToOthers()).isNull();
        assertThat(target(place, "url", " https://c ").settings()).isEqualTo(new Place("https://c"));

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(file(place, "urlFile", "ops.url").openToOthers()).isEqualTo(secret);
    }

    @Test
    public void whatIsWrongNamesFileKeyAndRemedyAndHealsWithTheFile() throws Exception {
        Path place = folder.getRoot().toPath().resolve("org.tocsin.slack.target-ops.cfg");
        Files.writeString(place.resolveSibling("empty"), " \n");
        assertThat(target(place, "urlFile", "no-such-file").problem())
                .isEqualTo("org.tocsin.slack.target-ops.cfg: urlFile: 'no-such-file' is not a file that the agent can"
                        + " read, use one that its user owns, mode 0600");
        assertThat(target(place, "urlFile", "empty").problem())
                .as("what is empty is not what was meant")
                .isEqualTo("org.tocsin.slack.target-ops.cfg: urlFile: 'empty' is not a file that holds anything, use"
                        + " one that does, or leave the key out");
        assertThat(target(place).problem()).startsWith("org.tocsin.slack.target-ops.cfg: url: is missing");
        assertThat(target(place, "url", "a", "urlFile", "b").problem()).contains("give one of the two");
        assertThat(target(place, "ur1", "sEcReT").problem())
                .isEqualTo("org.tocsin.slack.target-ops.cfg: ur1: is no key of this file, use one of url, urlFile");

        TargetBoard.Taken wrong = board.take(properties(place, "ur1", "sEcReT"));
        assertThat(board.health().state()).isEqualTo(State.DEGRADED);
        assertThat(board.health().text()).startsWith("TOCSIN-SLACK-004 org.tocsin.slack.target-ops.cfg: ur1");
        TargetBoard.Taken right = board.take(properties(place, "url", "https://c"));
        assertThat(board.health()).isEqualTo(new Health(State.READY, "targets ops"));
        wrong.close();
        assertThat(found()).as("the newer one stays").isEqualTo(new Place("https://c"));
        right.close();
        assertThat(board.health().text()).isEqualTo("no targets");
    }

    @Test
    public void aFileBesideTheTargetsOwnIsReadAgainWhenItIsAnother() throws Exception {
        Path place = folder.getRoot().toPath().resolve("org.tocsin.slack.target-ops.cfg");
        Path secret = place.resolveSibling("ops.url");
        board.take(properties(place, "urlFile", "ops.url"));
        assertThat(board.health().text()).startsWith("TOCSIN-SLACK-004").contains("urlFile: 'ops.url'");
        board.attempted("ops", new Outcome.RetryLater("waits for it", BACKOFF, null), false);

        Files.writeString(secret, "https://one");
        assertThat(board.health()).isEqualTo(new Health(State.READY, "targets ops"));
        assertThat(found()).isEqualTo(new Place("https://one"));

        Files.writeString(secret, "https://three");
        assertThat(found()).isEqualTo(new Place("https://three"));

        Path next = Files.writeString(place.resolveSibling("next"), "https://other");
        Files.setLastModifiedTime(next, Files.getLastModifiedTime(secret));
        Files.move(next, secret, StandardCopyOption.REPLACE_EXISTING);
        assertThat(found()).as("same size, same time").isEqualTo(new Place("https://other"));

        Files.writeString(secret, "");
        assertThat(board.health().state()).isEqualTo(State.DEGRADED);
        assertThat(found()).isNull();
        Files.writeString(secret, "https://four");
        assertThat(found()).isEqualTo(new Place("https://four"));
        assertThat(board.find("ops")).as("read once").isSameAs(board.find("ops"));
    }

    @Test
    public void whatGoesWrongHereIsToBeSeenAndTheEngineSaysWhatItMeans() throws Exception {
        board.take(properties(folder.getRoot().toPath().resolve("x.cfg"), "url", "https://c"));
        Waits waits = Waits.of("f", "PT1S", "PT2S", "PT1S", "PT2S", "PT1S");
        TargetDelivery<Place> delivery = new TargetDelivery<>(board, waits, new Failing());
        try (var camel = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(camel);
            exchange.setProperty(TocsinProperties.KEY, "ops");
            exchange.setProperty(TocsinProperties.FORMAT, "text");
            exchange.setProperty(TocsinProperties.EVENT_KEY, "0".repeat(32));
            exchange.getMessage().setBody("disk full".getBytes(StandardCharsets.UTF_8));

            assertThatThrownBy(() -> delivery.process(exchange)).hasMessage("a fault of ours");
        }
        assertThat(board.health())
                .isEqualTo(new Health(State.DEGRADED, "ops: java.lang.IllegalStateException: a fault of ours"));
    }

    private static final class Failing implements TargetDelivery.Attempt<Place> {
        @Override
        public Outcome make(Place target, Notice notice, Occasion occasion, Exchange exchange) {
            throw new IllegalStateException("a fault of ours");
        }

        @Override
        public void start() {
            // nothing to start
        }

        @Override
        public void stop() {
            // nothing to stop
        }
    }

    @Test
    public void aNameWithoutAFileIsToldAsLongAsSomethingWaitsForIt() {
        board.attempted("opz", new Outcome.RetryLater("no target is called 'opz'", BACKOFF, null), false);
        assertThat(board.health()).isEqualTo(new Health(State.DEGRADED, "opz: no target is called 'opz'"));

        nanos.addAndGet(TimeUnit.MINUTES.toNanos(2));
        assertThat(board.health().state()).isEqualTo(State.READY);
    }

    @Test
    public void aRequestToSlowDownAndARefusalAreAnswersAndAnOutageIsNone() {
        board.take(properties(folder.getRoot().toPath().resolve("x.cfg"), "url", "https://c"));
        board.attempted("ops", new Outcome.RetryLater("HTTP 429", BACKOFF, null), true);
        assertThat(board.health().state()).isEqualTo(State.READY);
        board.attempted("ops", new Outcome.Rejected("HTTP 400 invalid_payload"), false);
        assertThat(board.health())
                .isEqualTo(new Health(State.READY, "targets ops; last answer of ops: HTTP 400 invalid_payload"));
        board.attempted("ops", new Outcome.RetryLater("hooks: HTTP 503", BACKOFF, null), false);
        assertThat(board.health()).isEqualTo(new Health(State.DEGRADED, "ops: hooks: HTTP 503"));
    }

    @Test
    public void aWrongConfigurationOfTheChannelComesFirst() {
        assertThat(board(() -> Waits.duration("org.tocsin.slack.cfg", "deadline", "x"))
                        .health())
                .isEqualTo(new Health(
                        State.DEGRADED,
                        "TOCSIN-SLACK-001 nothing is delivered: org.tocsin.slack.cfg: deadline: 'x' is not a"
                                + " duration, use ISO-8601 such as PT30S"));
    }

    @Test
    public void messagesToOnePlaceAreKeptApartAndOthersDoNotWait() throws Exception {
        List<Long> waits = new ArrayList<>();
        Pace pace = new Pace(Duration.ofSeconds(1), nanos::get, wait -> {
            waits.add(wait);
            nanos.addAndGet(wait);
        });
        pace.await("ops");
        pace.ended("ops");
        pace.await("db");
        nanos.addAndGet(300_000_000);
        pace.await("ops");
        pace.ended("ops");
        nanos.addAndGet(2_000_000_000);
        pace.await("ops");

        assertThat(waits).containsExactly(700_000_000L);
    }

    @Test
    public void twoWhoWaitForOnePlaceDoNotGoTogether() throws Exception {
        List<String> gone = new ArrayList<>();
        Pace[] pace = new Pace[1];
        pace[0] = new Pace(Duration.ofSeconds(1), nanos::get, wait -> {
            if (gone.size() == 1) {
                // meanwhile the first one is answered, and another lane comes
                nanos.addAndGet(200_000_000);
                pace[0].ended("ops");
                nanos.addAndGet(wait - 200_000_000);
            } else {
                nanos.addAndGet(wait);
            }
            if (gone.size() < 3) {
                gone.add("waited " + wait / 1_000_000);
            }
        });
        pace[0].await("ops");
        gone.add("first");
        pace[0].await("ops");

        assertThat(gone).as("a second from the answer on").containsExactly("first", "waited 1000", "waited 200");
    }

    @Test
    public void theLongestSecretIsStruckOutFirst() {
        Secrets secrets = new Secrets(List.of("secret", "/a/secret", "", "token"));
        assertThat(secrets.struckOut("no /a/secret and no token, secret"))
                .isEqualTo("no (secret) and no (secret), (secret)");
        assertThat(secrets).hasToString("3 secrets");
    }

    @Test
    public void whatCouldForgeALineOrSteerATerminalIsABlank() {
        assertThat(OneLine.of("a\r\nb\tc\u001b[1md\u007f\u009b\u2028\u2029e  f"))
                .isEqualTo("a b c [1md e f");
        assertThat(OneLine.of("\n")).isEqualTo(" ");
        assertThat(OneLine.of("")).isEmpty();
        assertThat(OneLine.of("für Ærø 😀")).isEqualTo("für Ærø 😀");
    }

    private TargetBoard<Place> board(Runnable reading) {
        return new TargetBoard<>("slack", reading, KIND, nanos::get);
    }

    private @Nullable Place found() {
        return Objects.requireNonNull(board.find("ops")).settings();
    }

    private static Target<Place> target(Path place, String... keysAndValues) {
        return KIND.read(file(place, keysAndValues));
    }

    private static TargetFile file(Path place, String... keysAndValues) {
        return KIND.file(properties(place, keysAndValues));
    }

    private static Map<String, String> properties(Path place, String... keysAndValues) {
        Map<String, String> properties = Delivering.target(KIND.pid(), "ops", keysAndValues);
        properties.put("felix.fileinstall.filename", place.toUri().toString());
        return properties;
    }
}
