// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code pd-queue}, as the Python agent had it before its table broke. */
final class PdQueue {

    private static final int RULE = 65;
    private static final String ROW = "%-35s%10s%10s%10s%n".replace("%n", "\n");

    private static final Flag KEY = Flag.value(
            "k", "service-key", "SERVICE_KEY", "only this key; @FILE reads it from a file, - from standard input");
    private static final Flag ALL = Flag.toggle("a", "all-keys", "all keys");

    private PdQueue() {}

    static Program program() {
        return new Program(
                "pd-queue",
                "Shows and retries what is queued for PagerDuty.",
                new ArgparseDialect(),
                List.of(),
                List.of(
                        new Word(
                                "status",
                                "[-h] [-k SERVICE_KEY]",
                                "Shows how many events of each key wait, were sent, and failed.",
                                "",
                                List.of(KEY),
                                PdQueue::status),
                        new Word(
                                "retry",
                                "[-h] (-k SERVICE_KEY | -a)",
                                "Sets failed events up to be sent again.",
                                "",
                                List.of(KEY, ALL),
                                PdQueue::retry)));
    }

    private static Answer.Done status(Call call) throws UsageException, RefusedException, InputNeededException {
        List<LaneView> lanes = PagerDutyLanes.of(call.agent(), call.key(KEY));
        if (lanes.isEmpty()) {
            return Call.say("Nothing to report.");
        }
        StringBuilder text = new StringBuilder(ROW.formatted("Service Key", "Pending", "Success", "In Error"));
        text.append("=".repeat(RULE)).append('\n');
        for (LaneView lane : lanes) {
            text.append(ROW.formatted(lane.key(), lane.waiting(), lane.delivered(), lane.dead()));
        }
        return new Answer.Done(0, text.toString(), "");
    }

    private static Answer.Done retry(Call call) throws UsageException, RefusedException, InputNeededException {
        boolean all = call.flags().has(ALL.name());
        if (all && call.flags().has(KEY.name())) {
            throw call.dialect().wrong(ALL, "not allowed with argument " + KEY.forms("/"));
        }
        @Nullable String key = call.key(KEY);
        if (!all && key == null) {
            throw new UsageException("one of the arguments " + KEY.forms("/") + ' ' + ALL.forms("/") + " is required");
        }
        return Call.say(call.agent().retry(key) + " event(s) set up for retry.");
    }
}
