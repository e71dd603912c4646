// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Backoff;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Outcome;

/** Files of targets, and what is told of them. */
public class TargetTest {

    private static final String PID = "org.tocsin.slack.target";
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(2), true);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final AtomicLong nanos = new AtomicLong();
    private final TargetBoard<String> board = new TargetBoard<>("slack", null, nanos::get);

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

        Target<String> right = target(place, "urlFile", "ops.url");
        assertThat(right.settings()).isEqualTo("https://a.example/b");
        assertThat(right.name()).isEqualTo("ops");
        assertThat(file(place, "urlFile", "ops.url").openToOthers()).isNull();
        assertThat(target(place, "url", " https://c ").settings()).isEqualTo("https://c");

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(file(place, "urlFile", "ops.url").openToOthers()).isEqualTo(secret);
    }

    @Test
    public void whatIsWrongNamesFileKeyAndRemedyAndHealsWithTheFile() {
        Path place = folder.getRoot().toPath().resolve("org.tocsin.slack.target-ops.cfg");
        assertThat(target(place, "urlFile", "no-such-file").problem())
                .isEqualTo("org.tocsin.slack.target-ops.cfg: urlFile: 'no-such-file' is not a file that the agent can"
                        + " read, use one that its user owns, mode 0600");
        assertThat(target(place).problem()).startsWith("org.tocsin.slack.target-ops.cfg: url: is missing");
        assertThat(target(place, "url", "a", "urlFile", "b").problem()).contains("give one of the two");
        Target<String> wrong = target(place, "ur1", "sEcReT");
        assertThat(wrong.problem())
                .isEqualTo("org.tocsin.slack.target-ops.cfg: ur1: is no key of this file, use one of url, urlFile");

        board.add(wrong, null);
        assertThat(board.health().state()).isEqualTo(State.DEGRADED);
        assertThat(board.health().text()).startsWith("TOCSIN-SLACK-004 org.tocsin.slack.target-ops.cfg: ur1");
        Target<String> right = target(place, "url", "https://c");
        board.add(right, null);
        assertThat(board.health()).isEqualTo(new Health(State.READY, "targets ops"));
        board.remove(wrong);
        assertThat(board.find("ops")).as("the newer one stays").isSameAs(right);
        board.remove(right);
        assertThat(board.health().text()).isEqualTo("no targets");
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
        board.add(new Target<>("ops", "file", "settings", null), null);
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
        assertThat(new TargetBoard<String>("slack", "org.tocsin.slack.cfg: deadline: 'x' is not a duration", () -> 0L)
                        .health())
                .isEqualTo(new Health(
                        State.DEGRADED,
                        "TOCSIN-SLACK-001 nothing is delivered: org.tocsin.slack.cfg: deadline: 'x' is not a"
                                + " duration"));
    }

    @Test
    public void messagesToOneTargetAreKeptApartAndOthersDoNotWait() throws Exception {
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

    private static Target<String> target(Path place, String... keysAndValues) {
        return Target.of(file(place, keysAndValues), file -> file.required("url"));
    }

    private static TargetFile file(Path place, String... keysAndValues) {
        Map<String, String> properties = Delivering.target(PID, "ops", keysAndValues);
        properties.put("felix.fileinstall.filename", place.toUri().toString());
        return new TargetFile(PID, Keys.class, properties);
    }
}
