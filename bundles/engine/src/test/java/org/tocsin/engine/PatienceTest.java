// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;

public class PatienceTest {

    private final AtomicLong nanos = new AtomicLong(42);
    private final AtomicBoolean agentStops = new AtomicBoolean();
    private final Patience patience = new Patience(Duration.ofSeconds(5), agentStops::get, nanos::get);

    @Test
    public void aBundleThatGoesGetsItsFullTimeEveryTime() {
        assertThat(patience.next()).isEqualTo(Duration.ofSeconds(5));
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(patience.next()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    public void whenTheAgentStopsAllShareHalfASecond() {
        agentStops.set(true);

        assertThat(patience.next()).isEqualTo(Duration.ofMillis(500));
        nanos.addAndGet(Duration.ofMillis(350).toNanos());
        assertThat(patience.next()).isEqualTo(Duration.ofMillis(150));
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(patience.next()).isEqualTo(Duration.ZERO);
    }

    @Test
    public void theEndOfTheEngineIsTheSameForItsRoutes() {
        patience.end();

        assertThat(patience.next()).isEqualTo(Duration.ofMillis(500));
    }
}
