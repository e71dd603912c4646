// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Stands where the agent should be: keeps nothing, and says why. */
final class AbsentAgent implements Agent {

    private final Trouble trouble;

    AbsentAgent(Trouble trouble) {
        this.trouble = trouble;
    }

    @Override
    public CompletionStage<Submitted> submit(
            String channel, String text, @Nullable String format, @Nullable String key, @Nullable String submission) {
        return CompletableFuture.failedStage(trouble.ofAnEvent());
    }

    @Override
    public List<LaneView> lanes() throws RefusedException {
        throw trouble.ofAQuestion();
    }

    @Override
    public int retry(@Nullable String key) throws RefusedException {
        throw trouble.ofAQuestion();
    }

    @Override
    public Desk desk() throws RefusedException {
        throw trouble.ofAQuestion();
    }

    @Override
    public Switchboard switchboard() throws RefusedException {
        throw trouble.ofAQuestion();
    }

    @Override
    public Translators translators() throws RefusedException {
        throw trouble.ofAQuestion();
    }

    @Override
    public HealthView health() throws RefusedException {
        throw trouble.ofAQuestion();
    }

    @Override
    public List<PluginView> plugins() throws RefusedException {
        throw trouble.ofAQuestion();
    }
}
