// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Which tokens are accepted, and for how long. */
public final class TokenRingTest {

    private static final String FIRST = "first-first-first-first";
    private static final String SECOND = "second-second-second";
    private static final String THIRD = "third-third-third-third";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final TokenRings rings = new TokenRings();
    private final TokenRing ring = new TokenRing(FIRST, nanos::get);

    @Test
    public void theOldOneEndsWithItsGraceAndTheNewOneIsThereAtOnce() {
        assertThat(ring.replace(SECOND, Duration.ofSeconds(60))).isTrue();

        assertThat(accepted(FIRST, SECOND)).containsExactly(true, true);
        nanos.addAndGet(Duration.ofSeconds(60).toNanos() - 1);
        assertThat(accepted(FIRST, SECOND)).containsExactly(true, true);
        nanos.incrementAndGet();
        assertThat(accepted(FIRST, SECOND)).containsExactly(false, true);
    }

    @Test
    public void aClientThatHasTheOldOneIsShownThatOneForAsLong() {
        // HMAC-SHA256 by FIRST of "tocsin client 1 " and the nonce, and of "tocsin agent 1 " and the nonce
        String question =
                "proof 00112233445566778899aabbccddeeff.9ed1a9406b35facda4d079655eae78c7d16bdeb5ce8ba88d9a393b13c43cf95c";
        String answer = "971e671758798d6292313fc69a184a8f816ed6e375b123c8c7abf6c7ad7473da";
        ring.replace(SECOND, Duration.ofSeconds(60));

        assertThat(ring.proof(question, 1)).isEqualTo(answer);
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(ring.proof(question, 1)).isNull();
    }

    @Test
    public void ofTwoChangesTheFirstTokenIsGone() {
        ring.replace(SECOND, Duration.ofHours(1));
        ring.replace(THIRD, Duration.ZERO);

        assertThat(accepted(FIRST, SECOND, THIRD)).containsExactly(false, false, true);
    }

    @Test
    public void theSameTokenAgainIsNoChange() {
        assertThat(ring.replace(FIRST, Duration.ZERO)).isFalse();

        assertThat(accepted(FIRST, "", "firs")).containsExactly(true, false, false);
        assertThat(ring).hasToString("TokenRing");
    }

    @Test
    public void whatAnotherHandPutsIntoTheFileIsTakenUnlessItIsNoToken() throws Exception {
        Path file = folder.getRoot().toPath().resolve("secret");
        KeptToken kept = new KeptToken(file, rings, nanos::get);
        String made = Files.readString(file);

        put(file, "no");
        kept.look();
        assertThat(kept.problem()).contains("secretFile: " + file, "fewer than 16");
        assertThat(kept.ring().accepts(made.getBytes(UTF_8))).isTrue();

        put(file, SECOND);
        kept.look();
        assertThat(kept.problem()).isNull();
        assertThat(kept.ring().accepts(SECOND.getBytes(UTF_8))).isTrue();
        assertThat(kept.ring().accepts(made.getBytes(UTF_8))).as("for a while").isTrue();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(kept.ring().accepts(made.getBytes(UTF_8))).isFalse();

        Files.delete(file);
        kept.look();
        assertThat(kept.problem()).contains("is gone");
        assertThat(file).as("no other one is made behind everybody's back").doesNotExist();
        assertThat(kept.ring().accepts(SECOND.getBytes(UTF_8))).isTrue();
    }

    @Test
    public void aModeThatIsPutRightIsSeenAsAnotherTokenIs() throws Exception {
        Path file = folder.getRoot().toPath().resolve("secret");
        KeptToken kept = new KeptToken(file, rings, nanos::get);

        Path next = Files.writeString(folder.getRoot().toPath().resolve("next"), SECOND);
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw--w----"));
        Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        kept.look();
        assertThat(kept.problem()).contains("chmod go-w");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        kept.look();
        assertThat(kept.problem()).isNull();
        assertThat(kept.ring().accepts(SECOND.getBytes(UTF_8))).isTrue();

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        kept.look();
        assertThat(kept.problem()).as("nor is one that is put wrong unseen").contains("chmod go-w");
    }

    @Test
    public void whoReadsTheSameFileAnewKeepsWhatIsStillAccepted() throws Exception {
        Path file = folder.getRoot().toPath().resolve("secret");
        KeptToken kept = new KeptToken(file, rings, nanos::get);
        byte[] made = Files.readString(file).getBytes(UTF_8);
        kept.rotate(Duration.ofMinutes(10));

        TokenRing next = new KeptToken(file, rings, nanos::get).ring();
        nanos.addAndGet(Duration.ofMinutes(10).toNanos() - 1);
        assertThat(next.accepts(made)).isTrue();
        nanos.addAndGet(1);
        assertThat(next.accepts(made)).isFalse();

        byte[] last = Files.readString(file).getBytes(UTF_8);
        Path other = folder.getRoot().toPath().resolve("other");
        assertThat(new KeptToken(other, rings, nanos::get).ring().accepts(last)).isFalse();
    }

    /** In the place of the other, as an editor does. */
    private void put(Path file, String token) throws Exception {
        Path next = Files.writeString(folder.getRoot().toPath().resolve("next"), token);
        Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(file));
        Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean[] accepted(String... tokens) {
        boolean[] accepted = new boolean[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            accepted[i] = ring.accepts(tokens[i].getBytes(UTF_8));
        }
        return accepted;
    }
}
