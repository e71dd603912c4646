// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Stands where the agent should be: keeps nothing, and says why. */
final class AbsentAgent implements Agent {

    private final Trouble trouble;
    private final @Nullable Spool spool;

    /** @param spool where it leaves events; null for nowhere */
    AbsentAgent(Trouble trouble, @Nullable Spool spool) {
        this.trouble = trouble;
        this.spool = spool;
    }

    @Override
    public CompletionStage<Submitted> submit(
            String channel, String text, @Nullable String format, @Nullable String key, @Nullable String submission) {
        if (spool == null || trouble.lasting()) {
            return CompletableFuture.failedStage(trouble.ofAnEvent());
        }
        try {
            return CompletableFuture.completedStage(spool.keep(trouble, channel, text, format, key, submission));
        } catch (RefusedException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @Override
    public TakenIn take(ToolInput input, @Nullable String key, @Nullable String submission) throws RefusedException {
        if (spool == null || trouble.lasting()) {
            throw trouble.ofAnEvent();
        }
        return TakenIn.waiting(spool.keep(trouble, input, key, submission), "");
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

    @Override
    public Duration rotateSecret(@Nullable String grace) throws RefusedException {
        throw trouble.ofAQuestion();
    }
}
