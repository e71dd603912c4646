// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** What is done with the lock, and what after it. */
public class LaneTableTest {

    private final LaneTable table =
            new LaneTable(QueueFixture.settings(1, Duration.ofSeconds(1), 1, 1), () -> 0, new LaneRoll());
    private final List<String> done = new ArrayList<>();

    @Test
    public void whatIsForAfterwardsRunsOnceAndWithoutTheLock() throws Exception {
        table.locked(() -> {
            table.locked(() -> table.afterwards(() -> {
                CompletableFuture<Void> other = CompletableFuture.runAsync(() -> table.locked(() -> {}));
                assertThat(other).succeedsWithin(10, TimeUnit.SECONDS);
                done.add("afterwards");
            }));
            done.add("with the lock");
        });
        table.locked(() -> {});
        assertThat(done).containsExactly("with the lock", "afterwards");
    }

    @Test
    public void whatAFailedStepLeftForAfterwardsRunsToo() {
        Runnable failing = () -> {
            table.afterwards(() -> done.add("afterwards"));
            throw new IllegalStateException("step");
        };
        assertThatThrownBy(() -> table.locked(failing)).hasMessage("step");
        assertThat(done).containsExactly("afterwards");
    }
}
