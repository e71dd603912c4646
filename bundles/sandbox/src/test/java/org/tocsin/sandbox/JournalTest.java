// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.junit.Test;

/** Memory is bounded, whatever arrives. */
public class JournalTest {

    @Test
    public void aHundredThousandEventsAreKeptAndTheNewestAreReadAtOnce() throws IOException {
        try (Journal journal = new Journal(SandboxOptions.defaults())) {
            for (int i = 1; i <= 150_000; i++) {
                add(journal, key(i % 7), "{\"n\":" + i + "}");
            }
            assertThat(journal.first()).isEqualTo(50_001);
            assertThat(journal.newest(0, 3, any -> true))
                    .extracting(arrival -> arrival.received().n())
                    .containsExactly(149_998L, 149_999L, 150_000L);
            assertThat(journal.newest(149_999, 200, any -> true)).hasSize(1);
            assertThat(journal.figures()).isEqualTo(new Figures(150_000, 150_000, 0));
            assertThat(journal.lanes()).hasSize(7);
        }
    }

    @Test
    public void largeBodiesGoEarlier() throws IOException {
        try (Journal journal = new Journal(SandboxOptions.defaults().keepBytes(10_000))) {
            for (int i = 1; i <= 20; i++) {
                add(journal, key(1), "x".repeat(1_000) + i);
            }
            assertThat(journal.after(0)).extracting(Received::n).containsExactly(15L, 16L, 17L, 18L, 19L, 20L);
            add(journal, key(1), "x".repeat(100_000));
            assertThat(journal.after(0))
                    .as("the newest stays")
                    .extracting(Received::n)
                    .containsExactly(21L);
        }
    }

    @Test
    public void ofTooManyLanesTheSilentOneIsForgotten() throws IOException {
        try (Journal journal = new Journal(SandboxOptions.defaults())) {
            for (int i = 0; i < Journal.MAX_LANES; i++) {
                add(journal, key(i), "{}" + i);
            }
            add(journal, key(0), "again");
            add(journal, key(Journal.MAX_LANES), "one too many");

            assertThat(journal.lanes()).hasSize(Journal.MAX_LANES);
            assertThat(journal.lanes())
                    .extracting(LaneTally.LaneFigures::key)
                    .contains(key(0))
                    .doesNotContain(key(1));
        }
    }

    @Test
    public void aRepeatIsKnownAsLongAsOneOfItsKindIsKept() throws IOException {
        try (Journal journal = new Journal(SandboxOptions.defaults().keep(2))) {
            for (String body : new String[] {"a", "b", "a", "c", "a", "d", "e", "a"}) {
                add(journal, key(1), body);
            }
            assertThat(journal.get(8).orElseThrow().takenBefore())
                    .as("3 and 5 are gone")
                    .isZero();
            assertThat(journal.figures().repeated()).isEqualTo(2);
        }
    }

    private static String key(int i) {
        return String.format(Locale.ROOT, "%032d", i);
    }

    private static void add(Journal journal, String key, String body) {
        journal.append(n -> new Received(
                n, Instant.EPOCH, "/v2/enqueue", "v2", key, "d", "trigger", 202, null, true, Bytes.of(body)));
    }
}
