// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code pd-queue}, as the Python agent had it before its table broke. */
final class PdQueue {

    private static final int RULE = 65;
    private static final String ROW = "%-35s%10s%10s%10s%n".replace("%n", "\n");

    private static final Flag KEY = Flag.value(
            "k", "service-key", "SERVICE_KEY", "only this key; @FILE reads it from a file, - from standard input");
    private static final Flag ALL = Flag.toggle("a", "all-keys", "all keys");

    private static final Flag WIDE =
            Flag.toggle("", "wide", "four more columns at the end: age of the oldest, attempts, next try, last error");
    private static final String WIDE_ROW = "%-35s%10s%10s%10s%10s%10s  %-22s%s\n";
    private static final int WIDE_RULE = 119;

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
                                        "[-h] [-k SERVICE_KEY] [--wide] [--json]",
                                        "Shows how many events of each key wait, were sent, and failed.",
                                        "",
                                        List.of(KEY, WIDE, Flag.JSON),
                                        PdQueue::status)
                                .like("status", "status --wide"),
                        new Word(
                                        "retry",
                                        "[-h] (-k SERVICE_KEY | -a) [--json]",
                                        "Sets failed events up to be sent again.",
                                        "",
                                        List.of(KEY, ALL, Flag.JSON),
                                        PdQueue::retry)
                                .like("retry -a", "retry -k @/etc/tocsin/web.key")));
    }

    private static Answer.Done status(Call call) throws UsageException, RefusedException, InputNeededException {
        List<LaneView> lanes = PagerDutyLanes.of(call.agent(), call.key(KEY));
        if (call.json()) {
            return Call.say(ViewJson.wideStatus(lanes));
        }
        if (lanes.isEmpty()) {
            return Call.say("Nothing to report.");
        }
        if (call.flags().has(WIDE.name())) {
            return new Answer.Done(0, wide(lanes, call.clock().instant()), "");
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
        int count = call.agent().retry(key);
        return call.say(ViewJson.count("retried", count), count + " event(s) set up for retry.");
    }

    private static String wide(List<LaneView> lanes, Instant now) {
        StringBuilder text = new StringBuilder(WIDE_ROW.formatted(
                "Service Key", "Pending", "Success", "In Error", "Oldest", "Attempts", "Next Try", "Last Error"));
        text.append("=".repeat(WIDE_RULE)).append('\n');
        for (LaneView lane : lanes) {
            String error = lane.lastError();
            text.append(WIDE_ROW.formatted(
                    lane.key(),
                    lane.waiting(),
                    lane.delivered(),
                    lane.dead(),
                    Format.age(lane.oldestAccepted(), now),
                    lane.waiting() == 0 ? "-" : lane.attempts(),
                    Format.time(lane.nextTry()),
                    error == null ? "-" : error.replaceAll("\\p{Cc}", " ")));
        }
        return text.toString();
    }
}
