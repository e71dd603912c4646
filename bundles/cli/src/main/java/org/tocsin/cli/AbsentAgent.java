// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Stands where the agent should be: keeps nothing, and says so. */
final class AbsentAgent implements Agent {

    private final String why;

    AbsentAgent(String why) {
        this.why = why;
    }

    @Override
    public CompletionStage<Submitted> submit(String text, @Nullable String format, @Nullable String key) {
        return CompletableFuture.failedStage(absent());
    }

    @Override
    public List<LaneView> lanes() throws RefusedException {
        throw absent();
    }

    @Override
    public int retry(@Nullable String key) throws RefusedException {
        throw absent();
    }

    @Override
    public HealthView health() throws RefusedException {
        throw absent();
    }

    private RefusedException absent() {
        return new RefusedException(RefusedException.Reason.ABSENT, why);
    }
}
