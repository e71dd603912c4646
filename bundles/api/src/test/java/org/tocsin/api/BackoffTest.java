// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.Test;

public class BackoffTest {

    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    public void doublesUpToItsCeilingAndNeverOverflows() {
        Backoff backoff = new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(2), false);

        assertThat(IntStream.of(1, 2, 3, 4, 1_000, Integer.MAX_VALUE).mapToObj(n -> backoff.after(n, random)))
                .containsExactly(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(2));
    }

    @Test
    public void fullJitterDrawsBetweenZeroAndTheFullWait() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), true);

        assertThat(IntStream.range(0, 10_000)
                        .mapToLong(i -> backoff.after(3, random).toMillis())
                        .summaryStatistics())
                .satisfies(drawn -> {
                    assertThat(drawn.getMin()).isBetween(0L, 20L);
                    assertThat(drawn.getMax()).isBetween(3_980L, 4_000L);
                    assertThat(drawn.getAverage()).isBetween(1_900.0, 2_100.0);
                });
    }

    @Test
    public void aBackoffThatCannotGrowIsRefused() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 < initial <= ceiling");
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
