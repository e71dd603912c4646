// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.Receipt;
import org.tocsin.api.SettingsReader;
import org.tocsin.api.SubmissionId;

/** The component and the file with its key, which people rotate, forget and leave open. */
public final class KeyRotationTest {

    private static final String FIRST = "a".repeat(32);
    private static final String SECOND = "c".repeat(32);
    private static final Lane WEB = new Lane("pagerduty", "b".repeat(32));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream before = System.err;
    private final List<Event> rung = new ArrayList<>();
    private boolean secret = true;
    private long dead;
    private Path key;

    private final EventQueue queue = new EventQueue() {
        @Override
        public CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
            rung.add(event);
            return CompletableFuture.completedFuture(new Receipt(rung.size(), "0".repeat(32), event.dedupKey()));
        }

        @Override
        public List<LaneStatus> status() {
            return List.of(new LaneStatus(WEB, LaneStatus.State.IDLE, 0, 5, dead, 0, null, 0, null, null, 0, null));
        }
    };

    private final EventFormat format = new EventFormat() {
        @Override
        public String channel() {
            return "pagerduty";
        }

        @Override
        public boolean hasSecretKeys() {
            return secret;
        }

        @Override
        public Event read(Body text, @Nullable String shape, @Nullable String given) {
            return new Event(new Lane("pagerduty", String.valueOf(given)), "v2", text, null);
        }
    };

    @Before
    public void writeKey() throws IOException {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        System.setProperty("tocsin.data", folder.getRoot().toString());
        key = folder.getRoot().toPath().resolve("alarm.key");
        write(FIRST, "rw-------");
    }

    @After
    public void restore() {
        System.clearProperty("tocsin.data");
        System.setErr(before);
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain(FIRST).doesNotContain(SECOND);
    }

    private void write(String text, String mode) throws IOException {
        // as keys are rotated: another file takes its place
        Path draft = Files.writeString(key.resolveSibling("draft"), text + '\n');
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(mode));
        Files.move(draft, key, StandardCopyOption.ATOMIC_MOVE);
    }

    private AlarmPart open() {
        AlarmPart part = new AlarmPart(
                SettingsReader.of(Config.class, Map.of("keyFile", key.toString(), "source", "web1")),
                Clock.systemUTC(),
                false);
        part.bindQueue(queue);
        part.bindFormat(format);
        return part;
    }

    private long warnings() {
        return log.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(
                        "TOCSIN-ALARM-004 everybody on this host can read " + key + ", close it with chmod 600"))
                .count();
    }

    @Test
    public void aRotatedKeyIsTakenWithoutARestartAndWhatIsOpenEndsThere() throws IOException {
        AlarmPart part = open();
        dead = 1;
        part.look();
        write(SECOND, "rw-------");
        dead = 0;

        part.look();

        assertThat(rung).extracting(event -> event.lane().key()).containsExactly(FIRST, SECOND);
        assertThat(rung.get(0).body().utf8()).contains("\"trigger\"");
        assertThat(rung.get(1).body().utf8()).contains("\"resolve\"");
        assertThat(part.health().text()).startsWith("rings on " + new Lane("pagerduty", SECOND).id());
    }

    @Test
    public void aKeyFileThatIsMissingIsToldAndHeals() throws IOException {
        Files.delete(key);
        AlarmPart part = open();
        assertThat(part.health().state()).isEqualTo(State.DEGRADED);
        part.look();
        assertThat(part.health().text())
                .contains("org.tocsin.alarm.cfg: keyFile: '" + key + "' is not a file that can be read");

        write(FIRST, "rw-------");
        dead = 1;
        part.look();

        assertThat(part.health().state()).isEqualTo(State.READY);
        assertThat(rung).hasSize(1);
    }

    @Test
    public void aKeyFileThatEverybodyMayReadIsToldOnce() throws IOException {
        write(FIRST, "rw-r--r--");
        AlarmPart part = open();
        part.look();
        part.look();
        assertThat(warnings()).isEqualTo(1);

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        part.look();
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw----r--"));
        part.look();

        assertThat(warnings()).as("it was opened again").isEqualTo(2);
    }

    @Test
    public void theNameOfATargetIsNoSecret() throws IOException {
        write("ops", "rw-r--r--");
        secret = false;
        AlarmPart part = open();

        part.look();

        assertThat(warnings()).isZero();
    }
}
